import type { Client } from '#contract/client.ts';
import type { FindingNews } from '#contract/finding.ts';
import { isFinished, type RunDetail, type RunProgress } from '#contract/run.ts';
import type { EndResult } from '#contract/training-event.ts';
import { trivialLine } from './figure-text.ts';
import { openSharedClient, type OpenedClient } from './open-client.ts';
import { shortDuration, shortNumber, toJson, type Output } from './output.ts';
import { onInterrupt } from './signals.ts';

/**
 * Lets `begin` start a run, or set one going again, and follows it to its end, whoever trains it; Ctrl+C stops it with
 * a checkpoint. Says how it ended, in words and as the last line of the results. Gives the exit code.
 */
export function followRun(
  dataDirectory: string,
  output: Output,
  begin: (client: Client) => Promise<number>,
): Promise<number> {
  return whileOpen(dataDirectory, output, (opened) => toItsEnd(opened, begin, output));
}

/** Lets `work` follow what trains, with a core that others can reach; gives its exit code, 1 where not all was written. */
export async function whileOpen(
  dataDirectory: string,
  output: Output,
  work: (opened: OpenedClient) => Promise<number>,
): Promise<number> {
  const opened = await openSharedClient(dataDirectory, (runs) =>
    output.say(`Others train here too (${runs}): waiting for them. Ctrl+C stops them with a checkpoint.`),
  );
  const code = await work(opened).catch(async (thrown: unknown) => {
    await opened.close();
    throw thrown;
  });
  const unwritten = await opened.close();
  if (unwritten === null) return code;
  output.say(`Not everything could be written: ${unwritten.message}`);
  return 1;
}

async function toItsEnd(
  { client, lost }: OpenedClient,
  begin: (client: Client) => Promise<number>,
  output: Output,
): Promise<number> {
  const run = await begin(client);
  const findings = tellFindings(client, run, output);
  const detail = await Promise.race([follow(client, run, output, findings), lost]);
  await findings();
  // What was noticed about the data, and what was done that the spec does not say.
  for (const { kind, message } of await client.call('runs.events', { run })) {
    if (toldKinds.includes(kind)) output.say(`Note: ${message}`);
  }
  if (detail.error !== null) output.say(`Run ${run} ${detail.state}: ${detail.error.message}`);
  const trivial = trivialLine(detail);
  if (trivial !== null) output.say(`Run ${run}: ${trivial}`);
  output.result(toJson({ run, state: detail.state, metrics: finalValues(detail) }));
  if (!stoppedAsMeant(detail)) return detail.state === 'complete' ? 0 : 1;
  output.say(`Run ${run} is stopped, as it was to. To go on: descent resume ${run}`);
  return 0;
}

/** What a person should know of a run besides its figures. */
const toldKinds: readonly string[] = ['note', 'baseline', 'budget', 'rolledBack'];

/** It was started to train a part. */
function stoppedAsMeant({ state, results }: RunDetail): boolean {
  // Written by trainings, whose type says so.
  const end = (results['end'] ?? null) as EndResult | null;
  return state === 'stopped' && end?.reason.kind === 'stopAt';
}

/** Shows how a run goes on until it has ended. Ctrl+C stops it; the run keeps what it has. */
async function follow(
  client: Client,
  run: number,
  output: Output,
  findings: () => Promise<void>,
): Promise<RunDetail> {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const isDue = progressLines();
  const unsubscribe = client.subscribe(`run:${run}`, (event) => {
    if (!('progress' in event)) return;
    findings().catch(() => undefined);
    if (event.progress !== null) {
      output.status(progressLine(event.progress));
      if (!output.isTerminal && isDue(event.progress)) output.say(progressLine(event.progress));
    }
    if (isFinished(event.state)) resolve(undefined);
  });
  const forget = onInterrupt(() => {
    output.say('Stopping after this step …');
    client.call('runs.stop', { run }).catch(() => undefined);
  });
  try {
    const first = await client.call('runs.show', { run });
    output.say(`Run ${run}: ${first.name}`);
    // It may have ended before anybody listened.
    if (!isFinished(first.state)) await ended;
    return await client.call('runs.show', { run });
  } finally {
    unsubscribe();
    forget();
  }
}

/** Says what the training doctor found since the last call; one after the other, so that nothing is said twice. */
function tellFindings(client: Client, run: number, output: Output): () => Promise<void> {
  let after = 0;
  let asked = Promise.resolve();
  const ask = async (): Promise<void> => {
    for (const { sequence, kind, message, data } of await client.call('runs.events', { run, after })) {
      after = sequence;
      if (kind !== 'finding') continue;
      // Written by trainings, whose type says so.
      const { advice, status } = data as FindingNews;
      output.say(`Doctor: ${message}${status === 'gone' ? '' : ` ${advice.message}`}`);
    }
  };
  return () => (asked = asked.then(ask, ask));
}

const lineEveryMs = 10_000;

/** Where lines stay: whether one is due, at every tenth of a training, and every ten seconds of a long one. */
function progressLines(): (progress: RunProgress) => boolean {
  let saidTenth = -1;
  let saidAt = 0;
  return ({ step, totalSteps }) => {
    const tenth = Math.floor((step / totalSteps) * 10);
    const now = performance.now();
    if (tenth <= saidTenth && now - saidAt < lineEveryMs) return false;
    [saidTenth, saidAt] = [tenth, now];
    return true;
  };
}

function progressLine({ step, totalSteps, epoch, totalEpochs, stepsPerSecond, etaMs }: RunProgress): string {
  const left = etaMs === null ? '' : ` · ${shortDuration(etaMs)} left`;
  return `step ${step} of ${totalSteps} · epoch ${epoch} of ${totalEpochs} · ${shortNumber(Math.round(stepsPerSecond))} steps/s${left}`;
}

function finalValues(detail: RunDetail): Record<string, number> {
  return Object.fromEntries(Object.entries(detail.metrics).map(([key, metric]) => [key, metric.final]));
}
