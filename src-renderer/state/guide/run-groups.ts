import type { RunRow } from '#contract/run.ts';

/** What a figure of the guide needs of a run. */
export type FigureRun = Pick<RunRow, 'id' | 'name' | 'color' | 'state' | 'durationMs' | 'params' | 'metrics'>;

const measures = ['val/accuracy', 'val/r2', 'val/loss', 'train/loss'] as const;

/** The largest set of optimizers that trained one model on one data: of each the newest run. Fewer than two are none. */
export function optimizerRuns(runs: readonly FigureRun[], most = 6): readonly FigureRun[] {
  const groups = grouped(
    runs.filter(({ metrics }) => lossKey(metrics) !== null),
    ({ params }) => written(params, ['dataset.', 'model.', 'loss.', 'preprocessing.']),
  );
  const sets = groups.map((group) => {
    const newest = new Map<string, FigureRun>();
    for (const run of [...group].sort((a, b) => a.id - b.id)) newest.set(optimizerOf(run), run);
    return [...newest.values()];
  });
  return largest(sets, 2).slice(0, most);
}

export interface FigurePoint {
  readonly run: FigureRun;
  readonly x: number;
  readonly y: number;
}

/** Runs on one data with what they reached and how long they took, by the measure that says most. */
export function timePoints(
  runs: readonly FigureRun[],
): { key: string; points: readonly FigurePoint[] } | null {
  const done = runs.filter(({ state, durationMs }) => state === 'complete' && durationMs !== null);
  return bestOfData(done, ({ durationMs }) => durationMs);
}

/** The same over the number of weights. */
export function sizePoints(
  runs: readonly FigureRun[],
  parameters: ReadonlyMap<number, number>,
): { key: string; points: readonly FigurePoint[] } | null {
  const done = runs.filter(({ state }) => state === 'complete');
  const found = bestOfData(done, ({ id }) => parameters.get(id) ?? null, ['val/loss', 'train/loss']);
  return found === null || new Set(found.points.map(({ x }) => x)).size < 3 ? null : found;
}

/** Three points at least: two say nothing. */
function bestOfData(
  runs: readonly FigureRun[],
  xOf: (run: FigureRun) => number | null,
  keys: readonly string[] = measures,
): { key: string; points: readonly FigurePoint[] } | null {
  const groups = grouped(runs, ({ params }) => written(params, ['dataset.source.', 'loss.kind']));
  const candidates = groups.flatMap((group) => {
    const key = keys.find((wanted) => group.filter(({ metrics }) => wanted in metrics).length >= 3);
    if (key === undefined) return [];
    const points = group.flatMap((run): FigurePoint[] => {
      const [x, y] = [xOf(run), run.metrics[key]?.final ?? null];
      return x === null || y === null ? [] : [{ run, x, y }];
    });
    return points.length < 3 ? [] : [{ key, points }];
  });
  return candidates.reduce<(typeof candidates)[number] | null>(
    (one, other) => (one === null || other.points.length > one.points.length ? other : one),
    null,
  );
}

export function lossKey(metrics: FigureRun['metrics']): 'val/loss' | 'train/loss' | null {
  return 'val/loss' in metrics ? 'val/loss' : 'train/loss' in metrics ? 'train/loss' : null;
}

export function optimizerOf({ params }: FigureRun): string {
  return String(params['optimizer.kind'] ?? '');
}

function grouped(
  runs: readonly FigureRun[],
  keyOf: (run: FigureRun) => string,
): readonly (readonly FigureRun[])[] {
  const groups = new Map<string, FigureRun[]>();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return [...groups.values()];
}

function written(params: FigureRun['params'], prefixes: readonly string[]): string {
  const chosen = Object.entries(params).filter(([path]) =>
    prefixes.some((prefix) => path.startsWith(prefix)),
  );
  return JSON.stringify(chosen.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function largest<T>(sets: readonly (readonly T[])[], least: number): readonly T[] {
  const best = sets.reduce<readonly T[]>((one, other) => (other.length > one.length ? other : one), []);
  return best.length < least ? [] : best;
}
