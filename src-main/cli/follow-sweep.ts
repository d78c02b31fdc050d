import type { Client } from '#contract/client.ts';
import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import { whileOpen } from './follow.ts';
import type { OpenedClient } from './open-client.ts';
import { shortDuration, shortNumber, toJson, type Output } from './output.ts';
import { onInterrupt } from './signals.ts';
import { endedCounts, frontSummary, paramsText, sweepSummary } from './sweep-text.ts';

export interface FollowOptions {
  readonly dataDirectory: string;
  readonly output: Output;
}

/**
 * Lets `begin` start a sweep, or set one going again, and follows it to its end; Ctrl+C pauses it, so that it can go on
 * later. Says the best, in words and as the last line of the results. Gives the exit code: 0 when it came to its end.
 */
export function followSweep(
  { dataDirectory, output }: FollowOptions,
  begin: (client: Client) => Promise<number>,
): Promise<number> {
  return whileOpen(dataDirectory, output, async ({ client, lost }: OpenedClient) => {
    const sweep = await begin(client);
    const detail = await Promise.race([follow(client, sweep, output), lost]);
    if (detail.reason !== null) output.say(detail.reason.message);
    const [objective] = detail.objectives;
    if (detail.best !== null) {
      const { trial, value, params } = detail.best;
      output.say(
        `Best: ${objective?.metric ?? ''} ${shortNumber(value)} in trial ${trial}: ${paramsText(params)}`,
      );
    }
    if (detail.state === 'paused') output.say(`Go on with it: descent sweep resume ${sweep}`);
    output.result(toJson({ ...sweepSummary(detail), ...frontSummary(detail) }));
    return detail.state === 'complete' ? 0 : 1;
  });
}

async function follow(client: Client, sweep: number, output: Output): Promise<SweepDetail> {
  const { promise: ended, resolve, reject } = Promise.withResolvers<SweepDetail>();
  const said = new Set<string>();
  let first = true;
  const look = async (): Promise<void> => {
    const detail = await client.call('sweeps.show', { sweep });
    for (const trial of detail.trialRows) {
      if (trial.state === 'waiting' || trial.state === 'running') continue;
      // In a population, who waits for the others has not ended.
      if (trial.state === 'paused' && detail.population !== null) continue;
      const told = `${trial.number} ${trial.state}`;
      if (said.has(told)) continue;
      said.add(told);
      // What was there before is not told again.
      if (!first) output.say(trialLine(trial));
    }
    first = false;
    if (detail.state !== 'running') resolve(detail);
    else output.status(progressLine(detail));
  };
  // One question at a time, and another one after it where something changed meanwhile.
  let asking = false;
  let again = false;
  const ask = async (): Promise<void> => {
    again = true;
    if (asking) return;
    asking = true;
    while (again) {
      again = false;
      await look();
    }
    asking = false;
  };
  const unsubscribe = client.subscribe(`sweep:${sweep}`, () => void ask().catch(reject));
  const forget = onInterrupt(() => {
    output.say('Pausing: what runs is ended in good order …');
    client.call('sweeps.pause', { sweep }).catch(() => undefined);
  });
  try {
    output.say(`Sweep ${sweep}`);
    await ask();
    return await ended;
  } finally {
    unsubscribe();
    forget();
  }
}

function trialLine({
  number,
  state,
  values,
  last,
  params,
  durationMs,
  reason,
  run,
  copy,
}: SweepDetail['trialRows'][number]): string {
  const value = values?.[0] ?? last?.value ?? null;
  const parts = [
    `trial ${number} ${state}`,
    ...(copy === null ? [] : [`copy of ${copy.from} at step ${copy.step}`]),
    ...(value === null ? [] : [shortNumber(value)]),
    paramsText(params),
    shortDuration(durationMs),
    ...(run === null ? [] : [`run ${run}`]),
    ...(reason === null ? [] : [reason.message.split('\n').join(' | ')]),
  ];
  return parts.join(' · ');
}

function progressLine({ trials, best, progress, population }: SweepDetail): string {
  const { complete, pruned, failed } = endedCounts(trials);
  const rate = progress?.trialsPerMinute ?? null;
  const parts = [
    population === null
      ? `${complete + pruned + failed} of ${trials.planned} trials`
      : `generation ${population.generation} of ${population.generations}`,
    `${trials.running} running`,
    ...(pruned > 0 && population === null ? [`${pruned} pruned`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(best === null ? [] : [`best ${shortNumber(best.value)}`]),
    ...(rate === null ? [] : [`${shortNumber(rate)} trials/min`]),
    ...(progress === null || progress.etaMs === null ? [] : [`${shortDuration(progress.etaMs)} left`]),
  ];
  return parts.join(' · ');
}
