import type { ComparedGroup, GroupComparison, GroupDifference } from '#contract/group-comparison.ts';

/** A group as it stands in the table of groups, and on its line of dots. */
export interface ChanceRow {
  readonly group: ComparedGroup;
  /** Against the baseline; null for the baseline itself, and where nothing can be compared. */
  readonly difference: GroupDifference | null;
  /** Places of its values on the line that all groups share, from 0 to 1. */
  readonly dots: readonly { readonly run: number; readonly value: number; readonly place: number }[];
  readonly mean: number | null;
  /** Ends of the 95 % interval of the mean, cut off at the ends of the line. */
  readonly interval: readonly [from: number, to: number] | null;
}

/** Rows of the groups on one line from the least to the most of all values. */
export function chanceRows({ groups, differences }: GroupComparison): readonly ChanceRow[] {
  const values = groups.flatMap(({ members }) => members.map(({ value }) => value));
  const least = Math.min(...values);
  const width = Math.max(...values) - least;
  const place = (value: number): number =>
    width > 0 ? Math.min(1, Math.max(0, (value - least) / width)) : 0.5;
  return groups.map((group, index) => {
    const { spread } = group;
    const half = spread?.halfWidth ?? null;
    return {
      group,
      difference: differences.find((one) => one.group === index) ?? null,
      dots: group.members.map(({ run, value }) => ({ run, value, place: place(value) })),
      mean: spread === null ? null : place(spread.mean),
      interval:
        spread === null || half === null ? null : [place(spread.mean - half), place(spread.mean + half)],
    };
  });
}

/** How large a difference is beside what seeds alone make, after Cohen's limits (1988). */
export function effectSize(effect: number): 'negligible' | 'small' | 'medium' | 'large' {
  const size = Math.abs(effect);
  if (size < 0.2) return 'negligible';
  if (size < 0.5) return 'small';
  return size < 0.8 ? 'medium' : 'large';
}

export type ChanceTest =
  'welch' | 'welchCorrected' | 'paired' | 'pairedCorrected' | 'resampling' | 'resamplingPaired';

/** How a difference was tested. */
export function testName({ method, paired, corrected }: GroupDifference): ChanceTest {
  if (method === 'resampling') return paired ? 'resamplingPaired' : 'resampling';
  if (paired) return corrected ? 'pairedCorrected' : 'paired';
  return corrected ? 'welchCorrected' : 'welch';
}
