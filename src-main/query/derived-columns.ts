import { CodedError } from '#contract/errors.ts';
import { parseExpression } from '#contract/metric-expression/parse-expression.ts';
import { evaluateExpression, metricsOf, type MetricExpression } from '#contract/metric-expression/tree.ts';
import { derivedText } from '#contract/metric-expression/derived-key.ts';
import type { SeriesRequest } from '#contract/metric.ts';
import type { MilestoneAxis } from '#contract/milestone.ts';
import type { ReadDatabase } from '../store/database.ts';
import { milestonePlaces } from './milestone-places.ts';
import { createStepLookup } from './step-lookup.ts';
import { eachChunk, findSeries, type StoredAxis } from './series-chunks.ts';

type Line = SeriesRequest['lines'][number];
/** An axis, or the metric whose values are x. */
export type DerivedAxis = Exclude<SeriesRequest['x'], 'metric'> | { readonly metric: string };

export interface DerivedColumns {
  readonly x: Float64Array;
  readonly values: Float64Array;
}

interface StepColumns {
  readonly steps: Float64Array;
  /** On the axis asked for; the steps themselves where x is another metric. */
  readonly x: Float64Array;
  readonly values: Float64Array;
}

const everything = { from: -Number.MAX_VALUE, to: Number.MAX_VALUE };

/**
 * The points of a metric on an axis that is another metric or that milestones tell, or of an expression on any axis.
 * Values belong together where their steps are the same: nothing is filled in for a step at which one of them was not
 * measured. Points whose x is not finite have no place. Null where a metric is missing. Throws `invalid_input` for what is no expression.
 */
export function derivedColumns(db: ReadDatabase, line: Line, axis: DerivedAxis): DerivedColumns | null {
  if (axis === 'step' || axis === 'relative' || axis === 'time') return expressionColumns(db, line, axis);
  const measured = expressionColumns(db, line, 'step');
  const places = measured === null ? null : placesOf(db, line.run, axis, measured.steps);
  return measured === null || places === null ? null : kept(places, measured.values);
}

/** Where the steps of a run lie on an axis; NaN where that is not known. Null where nothing is known of it. */
function placesOf(
  db: ReadDatabase,
  run: number,
  axis: MilestoneAxis | { readonly metric: string },
  steps: Float64Array,
): Float64Array | null {
  const places = typeof axis === 'string' ? milestonePlaces(db, run, axis) : null;
  if (places !== null) return places(steps);
  // A training of somebody else's may have logged its epochs by itself.
  const metric = typeof axis === 'string' ? axis : axis.metric;
  const logged = expressionColumns(db, { run, key: metric }, 'step');
  return logged === null ? null : Float64Array.from(steps, createStepLookup(logged.steps, logged.values));
}

/** Points without a place are left out. */
function kept(x: Float64Array, values: Float64Array): DerivedColumns {
  const has = (at: number): boolean => at - at === 0;
  return x.every(has)
    ? { x, values }
    : { x: x.filter(has), values: values.filter((_, index) => has(x[index] ?? NaN)) };
}

function expressionColumns(db: ReadDatabase, { run, key }: Line, axis: StoredAxis): StepColumns | null {
  const text = derivedText(key);
  if (text === null) return measuredColumns(db, { run, key }, axis);
  const expression = read(text);
  const measured: { readonly key: string; readonly columns: StepColumns }[] = [];
  for (const metric of metricsOf(expression)) {
    const columns = measuredColumns(db, { run, key: metric }, axis);
    if (columns === null) return null;
    measured.push({ key: metric, columns });
  }
  // Looked through is what has fewest points; the others are asked for its steps.
  const [base, ...others] = measured.sort((a, b) => a.columns.steps.length - b.columns.steps.length);
  if (base === undefined) return null;
  const { steps, x, values } = base.columns;
  const isMeasured = others.map(({ columns }) => createStepLookup(columns.steps, columns.steps));
  const indices = [...steps.keys()].filter((index) =>
    isMeasured.every((stepAt) => !Number.isNaN(stepAt(steps[index] ?? NaN))),
  );
  const valueAt = new Map(
    others.map(({ key, columns }) => [key, createStepLookup(columns.steps, columns.values)]),
  );
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(indices, (index) => column[index] ?? NaN);
  return {
    steps: pick(steps),
    x: pick(x),
    values: Float64Array.from(indices, (index) =>
      evaluateExpression(
        expression,
        (metric) => valueAt.get(metric)?.(steps[index] ?? NaN) ?? values[index] ?? NaN,
      ),
    ),
  };
}

function read(text: string): MetricExpression {
  const parsed = parseExpression(text);
  if ('expression' in parsed) return parsed.expression;
  const { from, to, ...sentence } = parsed.issue;
  throw new CodedError('invalid_input', sentence, { issues: [{ path: 'lines', ...sentence }], from, to });
}

function measuredColumns(db: ReadDatabase, line: Line, axis: StoredAxis): StepColumns | null {
  const series = findSeries(db, line, 'step', everything);
  if (series === null) return null;
  const steps: Float64Array[] = [];
  const values: Float64Array[] = [];
  eachChunk(db, series, 'step', everything, (at, measured) => {
    steps.push(at);
    values.push(measured);
  });
  const columns = { steps: joined(steps), values: joined(values) };
  if (axis === 'step') return { ...columns, x: columns.steps };
  const places: Float64Array[] = [];
  const timed = findSeries(db, line, axis, everything);
  if (timed !== null) eachChunk(db, timed, axis, everything, (at) => places.push(at));
  return { ...columns, x: joined(places) };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
