import { connection } from '../connection.svelte.ts';
import { atMostEvery } from './at-most-every.ts';

const newsMs = 250;
const progressMs = 1000;

/**
 * Refreshes at news of any run, at most four times a second and only while the window is seen, until the returned call;
 * while `active`, once a second besides, since progress is no news.
 */
export function followRuns(refresh: () => void, active: () => boolean): () => void {
  let late = false;
  const news = atMostEvery(newsMs, () => {
    late = document.hidden;
    if (!late) refresh();
  });
  const seen = (): void => {
    if (late && !document.hidden) news.soon();
  };
  const stop = connection.client.subscribe('runs', news.soon);
  document.addEventListener('visibilitychange', seen);
  const timer = setInterval(() => active() && news.soon(), progressMs);
  return () => {
    news.stop();
    stop();
    document.removeEventListener('visibilitychange', seen);
    clearInterval(timer);
  };
}
