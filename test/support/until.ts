import type { Client } from '#contract/client.ts';
import type { RunDetail } from '#contract/run.ts';

/** Waits until the run is as it should be; asks after every event of it. */
export async function until(
  client: Client,
  run: number,
  fits: (detail: RunDetail) => boolean,
): Promise<RunDetail> {
  let news = Promise.withResolvers<undefined>();
  const stop = client.subscribe(`run:${run}`, () => news.resolve(undefined));
  try {
    for (;;) {
      const detail = await client.call('runs.show', { run });
      if (fits(detail)) return detail;
      await news.promise;
      news = Promise.withResolvers();
    }
  } finally {
    stop();
  }
}
