import type { RunGroup, Spread } from '#contract/run-group.ts';
import { absent, formatNumber } from '../../format/number.ts';
import { printField } from '#contract/run-query/print.ts';
import { sortedMetric, textOfColumn, type Sort } from './columns.ts';

/** What a group shows of the numbers of its runs. */
export const statistics = [
  'mean',
  'deviation',
  'error',
  'interval',
  'median',
  'min',
  'max',
  'count',
] as const;
export type Statistic = (typeof statistics)[number];

export interface Grouping {
  /** A value of the query language, or `settings`. */
  readonly by: string;
  readonly statistic: Statistic;
}

/** The one number by which groups are ordered. */
export function numberOf(spread: Spread, statistic: Statistic): number {
  switch (statistic) {
    case 'median':
    case 'min':
    case 'max':
    case 'count':
      return spread[statistic];
    default:
      return spread.mean;
  }
}

/** Half of what is put around the mean; null where nothing is, or a single number tells nothing of it. */
export function aroundMean(spread: Spread, statistic: Statistic): number | null {
  switch (statistic) {
    case 'deviation':
      return spread.deviation;
    case 'error':
      return spread.error;
    case 'interval':
      return spread.halfWidth;
    default:
      return null;
  }
}

/** `0.912 ± 0.004`: the deviation has two digits, since the next ones say nothing. */
export function formatSpread(spread: Spread | null, statistic: Statistic): string {
  if (spread === null) return absent;
  const around = aroundMean(spread, statistic);
  const number = formatNumber(numberOf(spread, statistic));
  return around === null ? number : `${number} ± ${formatNumber(around, 2)}`;
}

/** What a sort goes by, in the query language; null where a group says nothing of it. */
export function textOfSort(by: string): string | null {
  const key = sortedMetric(by);
  if (key !== null) {
    const figure =
      (['best', 'min', 'max'] as const).find((name) => by === `metric:${key}:${name}`) ?? 'final';
    return printField({ of: 'metric', key, figure, step: false });
  }
  return by === 'created' ? null : textOfColumn(by);
}

/** Groups by what they say of the column that the table is sorted by; those that say nothing come last. */
export function sortedGroups(
  groups: readonly RunGroup[],
  sort: Sort,
  { by, statistic }: Grouping,
): readonly RunGroup[] {
  const text = textOfSort(sort.by);
  if (text === null) return groups;
  const sign = sort.direction === 'asc' ? 1 : -1;
  const placed = groups.map((group) => ({ group, place: placeOf(group) }));
  return placed.sort((a, b) => compared(a.place, b.place)).map(({ group }) => group);

  function placeOf(group: RunGroup): number | string | null {
    if (text === by) return typeof group.value === 'boolean' ? Number(group.value) : group.value;
    const field = group.fields[text ?? ''];
    if (field !== undefined && field.spread !== null) return numberOf(field.spread, statistic);
    return typeof field?.same === 'string' ? field.same.toLowerCase() : null;
  }
  function compared(a: number | string | null, b: number | string | null): number {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  }
}
