import type { ParamValue } from '#contract/param.ts';
import type { RunRow } from '#contract/run.ts';
import { printField } from '#contract/run-query/print.ts';
import { own } from '../../format/own.ts';
import { fieldValue, isNumeric } from './field-column.ts';

export const plainColumns = [
  'state',
  'experiment',
  'created',
  'started',
  'duration',
  'tags',
  'engine',
] as const;
export type PlainColumn = (typeof plainColumns)[number];

/**
 * A column of the runs table by its id: a plain name, `param:PATH`, `metric:KEY:final`, `metric:KEY:best`, or any value of
 * the query language as `field:TEXT`. The name of the run is not among them: it is always there, first and frozen.
 */
export type Column =
  | { readonly kind: 'plain'; readonly name: PlainColumn }
  | { readonly kind: 'param'; readonly path: string }
  | { readonly kind: 'metric'; readonly key: string; readonly value: 'final' | 'best' }
  | { readonly kind: 'field'; readonly text: string };

export interface Sort {
  readonly by: string;
  readonly direction: 'asc' | 'desc';
}

export const newestFirst: Sort = { by: 'created', direction: 'desc' };
export const nameColumn = 'name';
export const leastWidth = 56;
export const mostWidth = 640;

/** Reads a column's id; null where it is none, for example in settings of another version. */
export function parseColumn(id: string): Column | null {
  const plain = plainColumns.find((name) => name === id);
  if (plain !== undefined) return { kind: 'plain', name: plain };
  if (id.startsWith('param:') && id.length > 6) return { kind: 'param', path: id.slice(6) };
  if (id.startsWith('field:')) {
    const text = id.slice('field:'.length);
    return fieldValue(text) === null ? null : { kind: 'field', text };
  }
  // Settings of earlier versions say "last".
  const metric = /^metric:(.+):(final|last|best)$/s.exec(id);
  if (metric?.[1] === undefined) return null;
  return { kind: 'metric', key: metric[1], value: metric[2] === 'best' ? 'best' : 'final' };
}

/** The id of today for a column that an earlier version chose: the last value is the final one since. */
export function currentId(id: string): string {
  return id.replace(/^(metric:.+):last$/s, '$1:final');
}

/** What the core sorts by for a column; null where it cannot. */
export function sortKeyOf(id: string): string | null {
  if (id === nameColumn) return 'name';
  const column = parseColumn(id);
  if (column === null) return null;
  switch (column.kind) {
    case 'plain':
      return ['state', 'experiment', 'created', 'started', 'duration'].includes(column.name)
        ? column.name
        : null;
    case 'param':
    case 'field':
      return id;
    case 'metric':
      return column.value === 'final' ? `metric:${column.key}` : id;
  }
}

/** The key of a metric that a sort goes by; null where it goes by something else. */
export function sortedMetric(by: string): string | null {
  return /^metric:(.+?)(?::(?:best|min|max))?$/s.exec(by)?.[1] ?? null;
}

/** What a column shows, in the query language; null for tags, of which there may be several. */
export function textOfColumn(id: string): string | null {
  if (id === nameColumn) return 'name';
  const column = parseColumn(id);
  switch (column?.kind) {
    case 'plain':
      return column.name === 'tags' ? null : printField({ of: 'run', name: column.name });
    case 'param':
      return printField({ of: 'param', path: column.path });
    case 'metric':
      return printField({ of: 'metric', key: column.key, figure: column.value, step: false });
    case 'field':
      return column.text;
    case undefined:
      return null;
  }
}

/** First click: texts from A, all else from the largest; the next click turns it, the third ends it. */
export function nextSort(current: Sort, by: string): Sort {
  const first = ['name', 'state', 'experiment'].includes(by) ? 'asc' : 'desc';
  if (current.by !== by) return { by, direction: first };
  const other = first === 'asc' ? 'desc' : 'asc';
  if (current.direction === first) return { by, direction: other };
  return by === newestFirst.by ? { by, direction: first } : newestFirst;
}

/** Params and metrics that the columns need: what the core is asked to send along. */
export function neededKeys(ids: readonly string[]): {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly fields: readonly string[];
} {
  const columns = ids.map(parseColumn);
  return {
    fields: columns.flatMap((column) => (column?.kind === 'field' ? [column.text] : [])),
    params: columns.flatMap((column) => (column?.kind === 'param' ? [column.path] : [])),
    metrics: [...new Set(columns.flatMap((column) => (column?.kind === 'metric' ? [column.key] : [])))],
  };
}

const preferredParams = [
  'model.kind',
  'optimizer.learningRate',
  'optimizer.kind',
  'batchSize',
  'epochs',
  'steps',
  'seed',
];
const preferredMetrics = ['val/accuracy', 'val/r2', 'val/loss', 'train/loss'];
const mostMetrics = 2;
const mostParams = 3;

/**
 * Columns for someone who has chosen none: the state, the two metrics that say most, the params in which the given
 * runs differ (those that people turn first, at most three), then when and how long.
 */
export function automaticColumns(
  rows: readonly Pick<RunRow, 'params' | 'metrics' | 'experiment' | 'tags'>[],
): readonly string[] {
  const metricKeys = new Set(rows.flatMap((row) => Object.keys(row.metrics)));
  const metrics = preferredMetrics.filter((key) => metricKeys.has(key)).slice(0, mostMetrics);
  const shown = metrics.length > 0 ? metrics : [...metricKeys].sort().slice(0, mostMetrics);
  const differing = differingParams(rows.map((row) => row.params));
  const params = [
    ...preferredParams.filter((path) => differing.includes(path)),
    // Names and tags have columns of their own; the data's path says little beside the name of the run.
    ...differing.filter((path) => !preferredParams.includes(path) && !/^(name|tags|experiment)\b/.test(path)),
  ].slice(0, mostParams);
  return [
    'state',
    ...shown.map((key) => `metric:${key}:final`),
    ...params.map((path) => `param:${path}`),
    'duration',
    'started',
    ...(new Set(rows.map((row) => row.experiment)).size > 1 ? ['experiment'] : []),
    ...(rows.some((row) => row.tags.length > 0) ? ['tags'] : []),
  ];
}

/**
 * Those of the automatic columns that fit into so many pixels, in their order. What says most stays longest: the
 * state, the first metric, when it started, then a param, the other metric and so on.
 */
export function fittingColumns(
  ids: readonly string[],
  room: number,
  widthOf: (id: string) => number,
): readonly string[] {
  const metrics = ids.filter((id) => id.startsWith('metric:'));
  const params = ids.filter((id) => id.startsWith('param:'));
  const first = ['state', ...metrics.slice(0, 1), 'started', ...params.slice(0, 1), ...metrics.slice(1)];
  const order = [...first, 'duration', ...params.slice(1), 'tags', 'experiment'];
  const ranked = order.filter((id) => ids.includes(id));
  const kept = new Set<string>();
  let left = room;
  for (const id of [...ranked, ...ids.filter((other) => !ranked.includes(other))]) {
    if (widthOf(id) > left) continue;
    left -= widthOf(id);
    kept.add(id);
  }
  return ids.filter((id) => kept.has(id));
}

/** Paths whose values are not the same in all runs that have them, commonest first, then by name. */
export function differingParams(runs: readonly Readonly<Record<string, ParamValue>>[]): readonly string[] {
  const found = new Map<string, { value: ParamValue; count: number; differs: boolean }>();
  for (const params of runs) {
    for (const [path, value] of Object.entries(params)) {
      const known = found.get(path);
      if (known === undefined) found.set(path, { value, count: 1, differs: false });
      else {
        known.count++;
        known.differs ||= !Object.is(known.value, value);
      }
    }
  }
  return [...found]
    .filter(([, { differs }]) => differs)
    .sort(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1))
    .map(([path]) => path);
}

/** Width in pixels before anyone has changed it, where the header needs so many. */
export function defaultWidth(id: string, header: number): number {
  if (id === nameColumn) return 248;
  const column = parseColumn(id);
  if (column?.kind === 'metric') return Math.min(200, Math.max(104, header));
  if (column?.kind === 'param')
    return Math.min(180, Math.max(/\.(kind|step)$/.test(column.path) ? 108 : 92, header));
  const widths: Readonly<Record<string, number>> = {
    state: 140,
    experiment: 132,
    tags: 152,
    duration: 88,
    created: 124,
    started: 124,
  };
  return own(widths, id) ?? 120;
}

/** Pixels more that a column of numbers needs for differences to a baseline, and for what stands around a mean. */
export function extraWidth(id: string, differences: boolean, spreads: boolean): number {
  const column = parseColumn(id);
  const measured = column?.kind === 'metric' || (column?.kind === 'field' && isNumeric(column.text));
  if (measured) return (differences ? 64 : 0) + (spreads ? 60 : 0);
  return column?.kind === 'param' && differences ? 44 : 0;
}

/** The end of a path says what it is; `kind` and `value` alone do not. */
export function shortPath(path: string): string {
  const parts = path.split('.');
  const last = parts.at(-1) ?? path;
  return /^(kind|value|name|\d+)$/.test(last) && parts.length > 1 ? parts.slice(-2).join('.') : last;
}

/** Moves a column before another; to the end where `before` is null. */
export function moveColumn(ids: readonly string[], id: string, before: string | null): readonly string[] {
  const rest = ids.filter((other) => other !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  if (!ids.includes(id) || before === id || at < 0) return ids;
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}
