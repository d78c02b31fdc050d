import type { NotComparable } from '#contract/comparable.ts';
import { bestOf, metricDirection, type MetricDirection } from '#contract/metric.ts';
import type { RunComparison } from '#contract/methods/runs.ts';
import type { ParamValue } from '#contract/param.ts';
import type { RunEnvironment, RunRow } from '#contract/run.ts';

/** Which value of a metric is compared: of the kept weights, of the last point, or an extreme of all points. */
export const compareBys = ['final', 'last', 'best', 'min', 'max'] as const;
export type CompareBy = (typeof compareBys)[number];

export interface MetricCell {
  readonly value: number | null;
  /** Where it was measured; left out where that is not known. */
  readonly step?: number;
  readonly isBest: boolean;
  /** Value minus the baseline's; null for the baseline itself and where either is not finite. */
  readonly delta: number | null;
  /**
   * The delta as a share of the baseline; null where the two have not the same sign, and where it is nearly all or
   * many times the baseline: "−100.0 %" says less than the two numbers.
   */
  readonly share: number | null;
  /** Whether the delta is for the better; null where there is none. */
  readonly better: boolean | null;
}

export interface MetricRow {
  readonly key: string;
  /** Null where neither way is better: a learning rate is chosen, not reached. */
  readonly direction: MetricDirection | null;
  /** Why no run is better by it than another, whatever the values; null where they can be compared. */
  readonly apart: NotComparable | null;
  readonly cells: readonly MetricCell[];
}

/**
 * A row per metric: what each run reached, which is best, and how far each is from the first run, the baseline. Where
 * the runs' data, target or loss differ, none is best and none is far from another.
 */
export function metricRows(
  metrics: RunComparison['metrics'],
  by: CompareBy,
  runs: readonly Pick<RunRow, 'metrics'>[] = [],
): readonly MetricRow[] {
  const order = orderedKeys(metrics.map(({ key }) => key));
  const sorted = [...metrics].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  return sorted.map(({ key, direction, apart, final, bestValues }) => {
    // Of what has no best, the smallest is of no interest either.
    const value = by === 'best' && direction === null ? 'final' : by;
    const summaries = runs.map((run) => run.metrics[key]);
    const values =
      value === 'final'
        ? final
        : value === 'best'
          ? bestValues
          : summaries.map((summary) => summary?.[value] ?? null);
    const best = bestOf(values, apart === null ? direction : null);
    const baseline = values[0] ?? null;
    return {
      key,
      direction,
      apart,
      cells: values.map((number, i) => {
        const delta = i === 0 || apart !== null ? null : difference(number, baseline);
        const step = summaries[i]?.[`${value}Step`];
        return {
          value: number,
          ...(typeof step === 'number' ? { step } : {}),
          isBest: best[i] === true,
          delta,
          share: delta === null ? null : shareOf(delta, baseline ?? 0),
          better:
            delta === null || delta === 0 || direction === null
              ? null
              : delta > 0 === (direction === 'maximise'),
        };
      }),
    };
  });
}

const mostShare = 10;
/** What would be rounded to −100.0 %. */
const leastShare = -0.9995;

function shareOf(delta: number, baseline: number): number | null {
  if (baseline === 0 || Math.sign(baseline + delta) !== Math.sign(baseline)) return null;
  const share = delta / Math.abs(baseline);
  return share < mostShare && share > leastShare ? share : null;
}

function difference(value: number | null, baseline: number | null): number | null {
  return isFiniteNumber(value) && isFiniteNumber(baseline) ? value - baseline : null;
}

function isFiniteNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

/** A row of texts, for params and environments alike. */
export interface PlainRow {
  readonly path: string;
  readonly differs: boolean;
  readonly values: readonly (ParamValue | undefined)[];
}

/** Rows of the params; undefined where a run has none of that path, which is not the same as null. */
export function paramRows(params: RunComparison['params']): readonly PlainRow[] {
  return params.map(({ path, differs, has, values }) => ({
    path,
    differs,
    values: values.map((value, i) => (has[i] === true ? value : undefined)),
  }));
}

/** What of the machine and the program may make two runs of one spec differ. */
export const environmentFacts = [
  'engine',
  'engineVariant',
  'threads',
  'datasetSha256',
  'descent',
  'node',
  'os',
  'cpu',
  'cores',
] as const satisfies readonly (keyof RunEnvironment)[];
export type EnvironmentFact = (typeof environmentFacts)[number];

/** Rows of the environments, those that differ first; versions of the engine by their package. */
export function environmentRows(
  environments: readonly (RunEnvironment | null)[],
): readonly (PlainRow & { readonly fact: EnvironmentFact | null })[] {
  const packages = [
    ...new Set(environments.flatMap((environment) => Object.keys(environment?.engineVersions ?? {}))),
  ].sort();
  const rows = [
    ...environmentFacts.map((fact) => ({
      fact,
      path: fact,
      values: environments.map((environment) => environment?.[fact] ?? undefined),
    })),
    ...packages.map((name) => ({
      fact: null,
      path: name,
      values: environments.map((environment) => environment?.engineVersions[name]),
    })),
  ].map((row) => ({ ...row, differs: differ(row.values) }));
  return [...rows.filter((row) => row.differs), ...rows.filter((row) => !row.differs)];
}

/**
 * Whether the runs themselves were asked for too early: a run gets its environment when it starts, and another where it
 * goes on with another engine, and its results when it ends.
 */
export function detailsChanged(known: readonly Known[], rows: readonly Known[]): boolean {
  return known.some(({ id, engine, state }) =>
    rows.some((row) => row.id === id && (row.engine !== engine || row.state !== state)),
  );
}

type Known = Pick<RunRow, 'id' | 'engine' | 'state'>;

function differ(values: readonly (ParamValue | undefined)[]): boolean {
  return values.some((value) => !Object.is(value, values[0]));
}

/** Keys of what at least two of the runs have measured: one line alone is no comparison. */
export function sharedKeys(metrics: RunComparison['metrics']): readonly string[] {
  return metrics
    .filter(({ final }) => final.filter((value) => value !== null).length >= 2)
    .map(({ key }) => key);
}

/** Keys of metrics in the order in which people look: validation before training, scores before losses. */
export function orderedKeys(keys: readonly string[]): readonly string[] {
  const rank = (key: string): number =>
    (key.startsWith('val/') ? 0 : key.startsWith('train/') ? 1 : 2) * 2 +
    (metricDirection(key) === 'maximise' ? 0 : 1);
  return [...keys].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** The chosen runs with another as the first, which is the baseline. */
export function withBaseline(runs: readonly number[], baseline: number): readonly number[] {
  return runs.includes(baseline) ? [baseline, ...runs.filter((run) => run !== baseline)] : runs;
}
