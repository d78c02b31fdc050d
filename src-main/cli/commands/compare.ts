import type { RunComparison } from '#contract/methods/runs.ts';
import type { Command } from '../command.ts';
import { counted, shortNumber, table, toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

export const compareCommand: Command = {
  name: 'compare',
  operands: 'RUN RUN …',
  summary: 'two to eight runs side by side: settings that differ, metrics with the best marked',
  count: [2, 8],
  options: {},
  run: async (call) => {
    const runs = call.operands.map(runNumber);
    const comparison = await withClient(call, 'read', (client) => client.call('runs.compare', { runs }));
    call.output.result(call.json ? toJson(comparison, 2) : describeComparison(comparison));
    return 0;
  },
};

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
