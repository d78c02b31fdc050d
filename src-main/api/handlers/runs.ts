import { CodedError } from '#contract/errors.ts';
import { isFinished, type RunRow } from '#contract/run.ts';
import { layersOfCheckpoint } from '../../engine/training/checkpoint.ts';
import { compareRuns } from '../../query/compare.ts';
import { paramValues } from '../../query/field-values.ts';
import { checkKnownSort } from '../../query/known-sort.ts';
import { lineageOf } from '../../query/lineage.ts';
import { queryPoints } from '../../query/points.ts';
import { compareGroups } from '../../query/group-comparison.ts';
import { groupRuns } from '../../query/run-groups.ts';
import { runColumns } from '../../query/run-columns.ts';
import { runConsole } from '../../query/run-console.ts';
import { runDetail } from '../../query/run-detail.ts';
import { runEvents } from '../../query/run-events.ts';
import { listRuns } from '../../query/runs-table.ts';
import { queryGroupedSeries } from '../../query/grouped-series.ts';
import { querySeries } from '../../query/series.ts';
import { valueColumns } from '../../query/value-columns.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { createPredictionDesk } from '../prediction-desk.ts';
import { wholeCheckpoint } from '../whole-checkpoint.ts';

type RunReads = Pick<
  Handlers,
  | 'runs.list'
  | 'runs.groups'
  | 'runs.columns'
  | 'runs.valueColumns'
  | 'runs.values'
  | 'runs.show'
  | 'runs.series'
  | 'runs.groupedSeries'
  | 'runs.points'
  | 'runs.events'
  | 'runs.console'
  | 'runs.compare'
  | 'runs.compareGroups'
  | 'runs.comparePredictions'
  | 'runs.predict'
  | 'runs.layers'
  | 'runs.lineage'
  | 'runs.export'
>;

/** Of each metric, in an archive: a limit that only a run of years reaches. */
const mostPoints = 20_000_000;

/** `iris-2.zip`: what is no letter or digit of any script is a dash. */
function archiveName(name: string, id: number): string {
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${[plain.slice(0, 80), String(id)].filter((part) => part !== '').join('-')}.zip`;
}

/** Questions about runs. */
export function runReads(context: Context): RunReads {
  const { db, pool, clock, version, writing } = context;
  const withProgress = <R extends RunRow>(row: R): R => {
    const progress = writing?.training.progressOf(row.id) ?? null;
    return progress === null ? row : { ...row, progress };
  };
  /** The newest checkpoint of a run; `purpose` goes on after "no checkpoint to". */
  const checkpointFor = (run: number, purpose: string): Uint8Array => {
    const { state } = runDetail(db, run, clock());
    const checkpoint = wholeCheckpoint(context, run);
    if (checkpoint !== null) return checkpoint.bytes;
    const hint = isFinished(state)
      ? 'Train it again to the end, or choose another run.'
      : 'Wait for its first checkpoint (every half minute, and at the end).';
    throw new CodedError('not_found', `Run ${run} has no checkpoint to ${purpose}. ${hint}`);
  };
  const predictions = createPredictionDesk(context);
  return {
    'runs.list': (request) => {
      checkKnownSort(db, request.sort.by);
      const { rows, total } = listRuns(db, request, clock());
      return { rows: rows.map(withProgress), total };
    },
    'runs.groups': (request) => {
      checkKnownSort(db, request.sort.by);
      return groupRuns(db, request, clock());
    },
    'runs.valueColumns': (request) => {
      checkKnownSort(db, request.sort.by);
      return valueColumns(db, request, clock());
    },
    'runs.columns': () => runColumns(db),
    'runs.values': (request) => paramValues(db, request),
    'runs.show': ({ run }) => withProgress(runDetail(db, run, clock())),
    'runs.series': (request) => querySeries(db, request),
    'runs.groupedSeries': (request) => queryGroupedSeries(db, request),
    'runs.points': (request) => queryPoints(db, request),
    'runs.events': (request) => runEvents(db, request),
    'runs.console': (request) => runConsole(db, request),
    'runs.compare': ({ runs }) => {
      const comparison = compareRuns(db, runs, clock());
      return { ...comparison, runs: comparison.runs.map(withProgress) };
    },
    'runs.compareGroups': (request) => compareGroups(db, request, clock()),
    'runs.comparePredictions': predictions,
    'runs.predict': async ({ run, values, image }, signal) => {
      const input = { checkpoint: checkpointFor(run, 'predict with'), values };
      return pool.run('predict', image === undefined ? input : { ...input, image }, signal);
    },
    'runs.lineage': ({ run }) => lineageOf(db, run),
    'runs.export': async ({ run }, signal) => {
      const { id, uid, name, createdAt, environment, metrics } = runDetail(db, run, clock());
      const input = {
        checkpoint: checkpointFor(run, 'export'),
        run: { id, uid, name, createdAt, descent: environment?.descent ?? version },
        metrics: Object.keys(metrics).map((key) => ({
          key,
          ...queryPoints(db, { run, key, offset: 0, limit: mostPoints }),
        })),
      };
      const { bytes } = await pool.run('export', input, signal);
      return { name: archiveName(name, id), bytes };
    },
    'runs.layers': ({ run }) => layersOfCheckpoint(checkpointFor(run, 'take weights from')),
  };
}
