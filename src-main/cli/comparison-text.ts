import type { ComparedGroup, GroupComparison, GroupDifference } from '#contract/group-comparison.ts';
import { shortNumber, table } from './output.ts';

/** Groups with their values, and whether each is better than the first, in words. */
export function groupComparisonText(comparison: GroupComparison): string {
  const { metric, direction, groups, differences, notes } = comparison;
  const way = direction === null ? '' : `, ${direction === 'maximise' ? 'higher' : 'lower'} is better`;
  return [
    `${metric}${way}`,
    table(
      ['group', 'runs', 'mean', '95 %', 'least', 'most', 'settings'],
      groups.map((group, index) => groupCells(group, index)),
    ),
    ...differences.map((difference) => `${difference.verdict.message}\n${howTested(difference)}`.trimEnd()),
    ...notes.map(({ message }) => message),
  ].join('\n\n');
}

function groupCells({ name, members, spread }: ComparedGroup, index: number): readonly string[] {
  const half = spread?.halfWidth ?? null;
  return [
    index === 0 ? 'A (baseline)' : letterOf(index),
    members.map(({ run }) => run).join(' '),
    shortNumber(spread?.mean),
    half === null ? '—' : `± ${shortNumber(half)}`,
    shortNumber(spread?.min),
    shortNumber(spread?.max),
    name,
  ];
}

function howTested({ p, adjusted, effect, method, paired, corrected }: GroupDifference): string {
  if (p === null) return '';
  const by =
    method === 'resampling'
      ? `bootstrap (BCa) and permutations${paired ? ' of pairs' : ''}`
      : paired
        ? `${corrected ? 'corrected resampled ' : ''}paired t-test`
        : `Welch’s t-test${corrected ? ', variance corrected for shared rows' : ''}`;
  const holm = adjusted === null || adjusted === p ? '' : `, ${shortNumber(adjusted)} after Holm`;
  const size = effect === null ? '' : `, Hedges’ g ${shortNumber(effect)}`;
  return `${by}: p ${shortNumber(p)}${holm}${size}`;
}

/** A, B, …, Z, then numbers. */
function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}
