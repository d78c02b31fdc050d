import type { Client } from '#contract/client.ts';
import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import type { SweepSpecInput } from '#contract/sweep/sweep.ts';

/** Starts a sweep; its command, if it has one, is confirmed. */
export async function startSweep(client: Client, spec: SweepSpecInput): Promise<number> {
  const confirmed = spec.command === undefined ? {} : { confirmed: [...spec.command.argv] };
  return (await client.call('sweeps.start', { spec, ...confirmed })).sweep;
}

/** Asks after every news of the sweep until the answer will do. */
export async function untilSweep(
  client: Client,
  sweep: number,
  fits: (detail: SweepDetail) => boolean,
): Promise<SweepDetail> {
  let news = Promise.withResolvers<undefined>();
  const unsubscribe = client.subscribe(`sweep:${sweep}`, () => news.resolve(undefined));
  try {
    for (;;) {
      const detail = await client.call('sweeps.show', { sweep });
      if (fits(detail)) return detail;
      await news.promise;
      news = Promise.withResolvers();
    }
  } finally {
    unsubscribe();
  }
}

export const sweepEnded = (client: Client, sweep: number): Promise<SweepDetail> =>
  untilSweep(client, sweep, ({ state }) => state !== 'running');

/** What is the same whoever searched, and however often that was cut off. */
export function essence({ state, trialRows, trials, best }: SweepDetail) {
  return {
    state,
    trials,
    best: best === null ? null : { trial: best.trial, value: best.value },
    rows: trialRows.map(({ number, params, values, state: its }) => ({ number, params, values, state: its })),
  };
}
