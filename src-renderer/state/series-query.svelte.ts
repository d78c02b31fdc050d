import type { SeriesAnswer } from '#contract/metric.ts';
import type { MethodInput } from '#contract/methods/index.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { atMostEvery } from './runs/at-most-every.ts';

export type SeriesQuestion = MethodInput<'runs.series'>;

const newsMs = 250;

/**
 * Lines of a chart, reduced for its width. Asks again when the question changes or when there are news of one of its
 * runs: at most four times a second, and not while the window is hidden. The old answer stays until the new one is
 * there; overtaken answers are dropped.
 */
export class SeriesQuery {
  #asked = new Asked<SeriesAnswer>();
  #question: SeriesQuestion | null = null;
  #written = '';

  get answer(): SeriesAnswer | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  get loading(): boolean {
    return this.#asked.loading;
  }

  /** Asks this, if it is not what was asked last. Without lines there is nothing to ask. */
  ask(question: SeriesQuestion): void {
    const written = JSON.stringify(question);
    if (written === this.#written) return;
    this.#written = written;
    this.#question = question;
    void this.#send();
  }

  /** Asks the last question again; once its answer is there, if it is still awaited. */
  readonly refresh = oneAtATime(() => this.#send());

  /** Follows the news of these runs until the returned function is called. */
  follow(runs: readonly number[]): () => void {
    let late = false;
    const refresh = atMostEvery(newsMs, () => {
      late = document.hidden;
      if (!late) this.refresh();
    });
    const seen = (): void => {
      if (late && !document.hidden) refresh.soon();
    };
    const stops = runs.map((run) => connection.client.subscribe(`run:${run}`, refresh.soon));
    document.addEventListener('visibilitychange', seen);
    return () => {
      refresh.stop();
      for (const stop of stops) stop();
      document.removeEventListener('visibilitychange', seen);
    };
  }

  async #send(): Promise<void> {
    const question = this.#question;
    if (question === null || question.lines.length === 0) return;
    await this.#asked.ask(() => connection.client.call('runs.series', question));
  }
}
