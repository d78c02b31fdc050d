import { mostCompared } from '#contract/comparable.ts';
import { CodedError } from '#contract/errors.ts';
import { comparisonMethods, type ComparisonMethod } from '#contract/group-comparison.ts';
import type { RunComparison } from '#contract/methods/runs.ts';
import { nearest } from '#contract/parse.ts';
import type { Command, CommandCall } from '../command.ts';
import { groupComparisonText } from '../comparison-text.ts';
import { counted, shortNumber, table, toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const compareCommand: Command = {
  name: 'compare',
  operands: 'RUN RUN …',
  summary: `up to ${mostCompared} runs side by side: settings that differ, metrics with the best marked; with --groups whether settings are better than those of the first run, by all of their seeds and folds`,
  count: [1, 1000],
  options: {
    groups: { type: 'boolean', summary: 'is it really better, or by chance? (t-tests or resampling)' },
    metric: {
      type: 'string',
      value: 'KEY',
      summary: 'with --groups: which metric (default: held-out accuracy, R² or loss)',
    },
    method: { type: 'string', value: 'METHOD', summary: 'with --groups: student, resampling or auto' },
    unpaired: {
      type: 'boolean',
      summary: 'with --groups: do not hold the same seeds or folds against each other',
    },
    only: {
      type: 'boolean',
      summary: 'with --groups: these runs alone, without others of the same settings',
    },
  },
  run: async (call) => {
    const runs = call.operands.map(runNumber);
    if (call.flag('groups')) return compareInGroups(call, runs);
    const alone = ['metric', 'method', 'unpaired', 'only'].find(
      (name) => call.text(name) !== undefined || call.flag(name),
    );
    if (alone !== undefined) throw needsGroups(alone);
    const comparison = await withClient(call, 'read', (client) => client.call('runs.compare', { runs }));
    call.output.result(call.json ? toJson(comparison, 2) : describeComparison(comparison));
    return 0;
  },
};

async function compareInGroups(call: CommandCall, runs: number[]): Promise<number> {
  const metric = call.text('metric');
  const method = call.text('method') ?? 'auto';
  if (!isMethod(method)) throw unknownMethod(method);
  const comparison = await withClient(call, 'read', (client) =>
    client.call('runs.compareGroups', {
      runs,
      method,
      pairs: !call.flag('unpaired'),
      others: !call.flag('only'),
      ...(metric === undefined ? {} : { metric }),
    }),
  );
  call.output.result(call.json ? toJson(comparison, 2) : groupComparisonText(comparison));
  return 0;
}

function isMethod(name: string): name is ComparisonMethod {
  return comparisonMethods.some((known) => known === name);
}

function unknownMethod(name: string): CodedError {
  const near = nearest(name, comparisonMethods);
  const hint = near === undefined ? `It is one of ${comparisonMethods.join(', ')}.` : `Did you mean ${near}?`;
  return new CodedError('invalid_input', `There is no method ${name}. ${hint}`);
}

function needsGroups(option: string): CodedError {
  return new CodedError('invalid_input', `--${option} says how groups are compared. Add --groups.`);
}

/** Tables for a terminal: settings that differ, then of each metric the final and the best value. */
export function describeComparison({ runs, params, metrics, differences }: RunComparison): string {
  const names = runs.map((run) => `${run.id} ${run.name}`);
  const differing = params.filter((param) => param.differs);
  const same = params.length - differing.length;
  return [
    differing.length === 0
      ? 'All settings are the same.'
      : table(
          ['param', ...names],
          differing.map(({ path, has, values }) => [
            path,
            ...values.map((value, run) => (has[run] === true ? String(value) : '—')),
          ]),
        ),
    ...(same > 0 && differing.length > 0
      ? [`${counted(same, 'more setting')} ${same === 1 ? 'is' : 'are'} the same.`]
      : []),
    table(
      ['metric (* best)', ...names],
      metrics.flatMap(({ key, direction, apart, final, bestValues, best }) => [
        [
          `${key}, final${apart === null ? '' : ' †'}`,
          ...final.map((value, run) => `${shortNumber(value)}${best[run] === true ? ' *' : '  '}`),
        ],
        ...(direction === null
          ? []
          : [[`${key}, best`, ...bestValues.map((value) => `${shortNumber(value)}  `)]]),
      ]),
    ),
    ...apartNotes(differences),
  ].join('\n\n');
}

/** Why no star stands where one might be looked for. */
function apartNotes({ dataset, target, loss }: RunComparison['differences']): readonly string[] {
  if (dataset) return ['† Not compared: the runs were trained on different data.'];
  if (target) return ['† Not compared: the runs predict different targets.'];
  return loss ? ['† Not compared: losses of different kinds have different scales.'] : [];
}
