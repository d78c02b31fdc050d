import type { Client } from '#contract/client.ts';
import type { FamilyDetail } from '#contract/family.ts';
import { familyFigureTable } from './family-text.ts';
import { whileOpen } from './follow.ts';
import type { OpenedClient } from './open-client.ts';
import { shortDuration, toJson, type Output } from './output.ts';
import { onInterrupt } from './signals.ts';

export interface FollowOptions {
  readonly dataDirectory: string;
  readonly output: Output;
  readonly json: boolean;
}

/**
 * Lets `begin` start a family, or set one going again, and follows it until all of its runs have ended; Ctrl+C stops
 * them with checkpoints. Says the averages, in words and as the last line of the results. Gives the exit code: 0 when
 * every run is complete.
 */
export function followFamily(
  { dataDirectory, output, json }: FollowOptions,
  begin: (client: Client) => Promise<number>,
): Promise<number> {
  return whileOpen(dataDirectory, output, async ({ client, lost }: OpenedClient) => {
    const family = await begin(client);
    const detail = await Promise.race([follow(client, family, output), lost]);
    for (const { run } of detail.members) {
      if (run !== null && run.error !== null) output.say(`Run ${run.id} ${run.state}: ${run.error.message}`);
    }
    if (!json && detail.figures.length > 0) output.say(familyFigureTable(detail));
    for (const { message } of detail.notes) output.say(message);
    output.result(toJson(familySummary(detail)));
    return detail.state === 'complete' ? 0 : 1;
  });
}

/** What a script needs of a family that has ended: its runs, and every figure with its interval. */
function familySummary(detail: FamilyDetail) {
  return {
    family: detail.id,
    kind: detail.kind,
    state: detail.state,
    runs: detail.members.map(({ place, run }) => ({
      place,
      run: run?.id ?? null,
      state: run?.state ?? null,
    })),
    metrics: Object.fromEntries(
      detail.figures.map(
        ({ key, count, mean, standardDeviation, min, max, halfWidth, correctedHalfWidth, interval }) => [
          key,
          { count, mean, standardDeviation, min, max, halfWidth, correctedHalfWidth, interval },
        ],
      ),
    ),
    pooled: detail.pooled,
  };
}

async function follow(client: Client, family: number, output: Output): Promise<FamilyDetail> {
  const { promise: ended, resolve } = Promise.withResolvers<FamilyDetail>();
  let said = -1;
  const look = async (): Promise<void> => {
    const detail = await client.call('families.show', { family });
    if (detail.progress === null) {
      resolve(detail);
      return;
    }
    const line = progressLine(detail);
    output.status(line);
    if (!output.isTerminal && detail.complete > said) output.say(line);
    said = Math.max(said, detail.complete);
  };
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const unsubscribe = client.subscribe(`family:${family}`, () => void look().catch(reject));
  const forget = onInterrupt(() => {
    output.say('Stopping all runs after the step that they are in …');
    client.call('families.stop', { family }).catch(() => undefined);
  });
  try {
    const first = await client.call('families.show', { family });
    const runs = first.members.map(({ run }) => run?.id ?? '—').join(', ');
    output.say(`Family ${family}: ${first.name}, runs ${runs}`);
    await look();
    return await Promise.race([ended, failed]);
  } finally {
    unsubscribe();
    forget();
  }
}

function progressLine({ complete, size, progress }: FamilyDetail): string {
  const share = Math.round((progress?.share ?? 1) * 100);
  const eta = progress?.etaMs ?? null;
  const left = eta === null ? '' : ` · ${shortDuration(eta)} left`;
  return `${complete} of ${size} runs complete · ${share} %${left}`;
}
