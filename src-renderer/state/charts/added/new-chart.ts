import type { RunNames } from '#contract/methods/runs.ts';
import { printField } from '#contract/run-query/print.ts';
import { axesOf, valueRoles, type AddedChart, type AddedKind } from './added-chart.ts';

/** Params that people compare most often; the first that the runs have is a good start. */
const usualParams = [
  'optimizer.learningRate',
  'training.batchSize',
  'model.dropout',
  'optimizer.weightDecay',
  'model.hiddenSizes',
];

/** A chart of a kind with values that the runs have: their settings below, what they reached beside. */
export function newChart(kind: AddedKind, names: RunNames | null, id: string, section: string): AddedChart {
  const value = metricValue(names);
  const params = startingParams(names);
  const values = startingValues(kind, value, params);
  return {
    id,
    kind,
    values,
    // What is usually tried over powers of ten.
    log: values.filter((text) => /rate|decay/i.test(text)),
    flipped: [],
    color: kind === 'parallel' || kind === 'matrix' ? value : null,
    size: null,
    by: null,
    facet: null,
    best: kind === 'parallel' ? { count: 200, from: isBetterHigh(value) ? 'high' : 'low' } : null,
    section,
    width: kind === 'parallel' || kind === 'matrix' ? 2 : 1,
    height: kind === 'matrix' ? 'high' : 'middle',
  };
}

/** The same chart as another kind, with what still means something. */
export function asKind(chart: AddedChart, kind: AddedKind, names: RunNames | null): AddedChart {
  const fresh = newChart(kind, names, chart.id, chart.section);
  const roles = valueRoles[kind].length;
  const count = roles > 0 ? roles : Math.max(fresh.values.length, chart.values.length);
  const most = kind === 'parallel' || kind === 'matrix' ? axesOf[kind].most : count;
  const last = chart.values.at(-1);
  // What was measured stands last where there are several values, and alone where there is one.
  const values =
    count === 1 && last !== undefined
      ? [last]
      : fresh.values.map((value, index) => chart.values[index] ?? value);
  return { ...fresh, values: values.slice(0, most), log: chart.log, facet: chart.facet };
}

function startingValues(kind: AddedKind, value: string, params: readonly string[]): readonly string[] {
  const [first = value, second = 'duration'] = params;
  switch (kind) {
    case 'scatter':
      return [first, value];
    case 'contour':
      return [first, second, value];
    case 'parallel':
      return [...params.slice(0, 4), ...(params.length < 2 ? ['duration'] : []), value];
    case 'matrix':
      return [...params.slice(0, 2), 'duration', value];
    case 'bar':
    case 'box':
    case 'histogram':
      return [value];
  }
}

function metricValue(names: RunNames | null): string {
  const keys = names?.metrics ?? [];
  const key = keys.find((one) => one.startsWith('val/')) ?? keys[0];
  return key === undefined ? 'duration' : printField({ of: 'metric', key, figure: 'final', step: false });
}

function startingParams(names: RunNames | null): readonly string[] {
  const known = names?.params ?? [];
  const usual = usualParams.filter((path) => known.includes(path));
  const other = known.filter((path) => /rate|size|decay|dropout|width|depth/i.test(path));
  return [...new Set([...usual, ...other])].slice(0, 4).map((path) => printField({ of: 'param', path }));
}

function isBetterHigh(value: string): boolean {
  return /accuracy|f1|auc|r2|precision|recall|score/i.test(value);
}
