import type { EstimateResult, Usage } from '#contract/estimate.ts';
import { changesInWords } from '#contract/live-edit.ts';
import { isGoal } from '#contract/metric.ts';
import { isFinished, type RunDetail } from '#contract/run.ts';
import type { EndResult } from '#contract/training-event.ts';
import type { Command } from '../command.ts';
import { figureTables } from '../figure-text.ts';
import { bytesInWords, facts, shortDuration, shortNumber, table, toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const showCommand: Command = {
  name: 'show',
  operands: 'RUN',
  summary: 'everything about a run: settings, metrics, environment, results',
  count: [1, 1],
  options: {},
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const [detail, events] = await withClient(call, 'read', (client) =>
      Promise.all([client.call('runs.show', { run }), client.call('runs.events', { run })]),
    );
    call.output.result(call.json ? toJson(detail, 2) : describe(detail));
    for (const { kind, message } of events) if (kind === 'baseline') call.output.say(`Note: ${message}`);
    return 0;
  },
};

/** What the training doctor found, and advises. */
function findings(run: RunDetail): readonly string[] {
  if (run.findings.length === 0) return [];
  const rows = run.findings.map(({ step, goneAt, found, advice }) => [
    `step ${step}`,
    goneAt === null ? found.message : `${found.message} (gone at step ${goneAt})`,
    goneAt === null ? advice.message : '',
  ]);
  return [table(['doctor', 'finding', 'advice'], rows)];
}

function describe(run: RunDetail): string {
  const metrics = Object.entries(run.metrics).map(([key, metric]) => [
    key,
    shortNumber(metric.final),
    ...(isGoal(key) ? [shortNumber(metric.best), shortNumber(metric.bestStep)] : ['—', '—']),
    String(metric.count),
  ]);
  const params = Object.entries(run.params).map(([path, value]) => [path, String(value)]);
  const checkpoints = run.checkpoints.map(({ step, bytes, reasons, damaged, sha256 }) => [
    `step ${step}`,
    String(bytes),
    damaged ? 'damaged' : reasons.join(', '),
    sha256.slice(0, 12),
  ]);
  const edits = run.edits.map(({ step, cause, changes }) => [
    `after step ${step}`,
    cause === 'user' ? 'by hand' : 'after it had diverged',
    changesInWords(changes),
  ]);
  return [
    `Run ${run.id}: ${run.name}`,
    facts([
      ['state', run.state],
      ['ended', endOf(run)],
      ['experiment', run.experiment],
      ['created', new Date(run.createdAt).toISOString()],
      ['time', shortDuration(run.durationMs)],
      ['engine', run.environment?.engineVariant ?? run.engine ?? '—'],
      ['tags', run.tags.join(', ') || '—'],
      ['parent', parentOf(run)],
      ['repeats', run.rerunOf === null ? null : `run ${run.rerunOf}`],
      ['weights', run.weightsSha256 === null ? null : `SHA-256 ${run.weightsSha256}`],
      ['error', run.error?.message ?? null],
    ]),
    ...needs(run),
    ...findings(run),
    table(['metric', run.state === 'complete' ? 'final' : 'last', 'best', 'at step', 'points'], metrics),
    ...figureTables(run),
    table(['param', 'value'], params),
    ...(edits.length === 0 ? [] : [table(['changed', 'why', 'what'], edits)]),
    ...(checkpoints.length === 0 ? [] : [table(['checkpoint', 'bytes', 'kept as', 'sha256'], checkpoints)]),
  ].join('\n\n');
}

/** Why it ended before its length; null where it did not. */
function endOf({ results, state }: RunDetail): string | null {
  // Written by trainings, whose type says so. One that was resumed since has another end, or none yet.
  const end = (results['end'] ?? null) as EndResult | null;
  if (end === null || !isFinished(state)) return null;
  const { step, reason } = end;
  switch (reason.kind) {
    case 'earlyStopping':
      return `early, after step ${step}: it did not get better`;
    case 'stopAt':
      return `after step ${step}, as it was to`;
    case 'epoch':
      return `after step ${step}, with its epoch`;
    case 'budget':
      return `after step ${step}, by its budget: ${reason.limit} ${shortNumber(reason.used)} of ${shortNumber(reason.allowed)}`;
  }
}

function parentOf({ parentRunId, branchStep }: RunDetail): string | null {
  if (parentRunId === null) return null;
  return branchStep === null
    ? `the weights of run ${parentRunId}`
    : `run ${parentRunId}, from step ${branchStep}`;
}

/** What was expected beside what was taken; nothing of a run of before this was kept. */
function needs({ results, durationMs }: RunDetail): readonly string[] {
  // Both are written by the core; see contract/estimate.ts.
  const expected = results['estimate'] as EstimateResult | undefined;
  const taken = results['usage'] as Usage | undefined;
  if (expected === undefined || taken === undefined) return [];
  const { seconds, stepsPerSecond, memoryBytes } = expected;
  return [
    table(
      ['', 'expected', 'taken'],
      [
        ['time', shortDuration(seconds === null ? null : seconds * 1000), shortDuration(durationMs)],
        ['steps a second', shortNumber(stepsPerSecond), shortNumber((1000 * taken.steps) / taken.stepsMs)],
        ['memory', bytesInWords(memoryBytes), bytesInWords(taken.peakMemoryBytes)],
      ],
    ),
  ];
}
