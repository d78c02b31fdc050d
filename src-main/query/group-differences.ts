import type { NotComparable } from '#contract/comparable.ts';
import type {
  ComparedGroup,
  ComparedMember,
  ComparisonMethod,
  GroupDifference,
} from '#contract/group-comparison.ts';
import { metricRange, type MetricDirection } from '#contract/metric.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import {
  hedgesG,
  holm,
  meanOf,
  pairedTest,
  welchTest,
  type MeanDifference,
} from '../base/mean-difference.ts';
import { resampledDifference, type Samples } from '../base/resampling.ts';

export interface MeasuredGroup extends ComparedGroup {
  /** Held-out rows per training row where members share training rows; else 0. */
  readonly heldOutShare: number;
}

export interface DifferenceOptions {
  readonly metric: string;
  readonly direction: MetricDirection | null;
  readonly apart: NotComparable | null;
  readonly method: ComparisonMethod;
  /** Whether runs of the same seed and fold are held against each other, where all have one. */
  readonly pairs: boolean;
}

/** Where chance is ruled out. */
const significant = 0.05;
/** From so many values on a sample tells whether it is skewed. */
const enoughForShape = 8;

/** Every group but the first against the first, in words, too. */
export function groupDifferences(
  groups: readonly MeasuredGroup[],
  options: DifferenceOptions,
): { readonly differences: readonly GroupDifference[]; readonly notes: readonly Sentence[] } {
  const [baseline, ...others] = groups;
  if (baseline === undefined || options.apart !== null) return { differences: [], notes: [] };
  const tested = others.map((group) => test(baseline, group, options));
  const known = tested.flatMap(({ result }) => (result === null ? [] : [result.p]));
  const corrected = [...holm(known)];
  const differences = tested.map((one, index): GroupDifference => {
    const group = others[index] ?? baseline;
    const adjusted = one.result === null ? null : (corrected.shift() ?? null);
    const better =
      adjusted === null || adjusted > significant || options.direction === null
        ? null
        : (one.result?.difference ?? 0) > 0 === (options.direction === 'maximise');
    return {
      group: index + 1,
      method: one.method,
      paired: one.paired,
      corrected: one.corrected,
      difference: differenceOf(baseline, group),
      low: one.result?.low ?? null,
      high: one.result?.high ?? null,
      p: one.result?.p ?? null,
      adjusted,
      effect: hedgesG(valuesOf(baseline), valuesOf(group)),
      better,
      verdict: verdict(baseline, group, one.result, adjusted, better, options),
    };
  });
  const floors = tested.map(({ least }) => least).filter((least) => least > significant);
  return {
    differences,
    notes: [
      ...(known.length > 1 ? [say('comparison.several', { count: known.length })] : []),
      ...(floors.length > 0
        ? [say('comparison.fewPermutations', { percent: rounded(100 * Math.max(...floors)) })]
        : []),
    ],
  };
}

interface Tested {
  readonly result: MeanDifference | null;
  readonly method: GroupDifference['method'];
  readonly paired: boolean;
  readonly corrected: boolean;
  /** The smallest probability that such a test can give. */
  readonly least: number;
}

function test(baseline: MeasuredGroup, group: MeasuredGroup, { method, pairs }: DifferenceOptions): Tested {
  const first = valuesOf(baseline);
  const second = valuesOf(group);
  const differences = pairs ? pairedDifferences(baseline.members, group.members) : null;
  const paired = differences !== null;
  const samples: Samples = differences === null ? [first, second] : [differences];
  const skewed = samples.every(({ length }) => length >= enoughForShape) && samples.some(isSkewed);
  const correction = (baseline.heldOutShare + group.heldOutShare) / 2;
  // Resampling takes runs to be independent, which those that share rows are not.
  if (method === 'resampling' || (method === 'auto' && skewed && correction === 0)) {
    const least = paired ? 2 / 2 ** second.length : 2 / permutations(first.length, second.length);
    return { result: resampledDifference(samples), method: 'resampling', paired, corrected: false, least };
  }
  const result =
    differences === null ? welchTest(first, second, correction) : pairedTest(differences, correction);
  return { result, method: 'student', paired, corrected: correction > 0, least: 0 };
}

/** Second minus first of every seed and fold; null unless both groups have the same two or more. */
function pairedDifferences(
  first: readonly ComparedMember[],
  second: readonly ComparedMember[],
): readonly number[] | null {
  if (first.length < 2 || first.length !== second.length) return null;
  const placeOf = ({ seed, fold }: ComparedMember): string => `${seed} ${fold}`;
  const values = new Map(first.map((member) => [placeOf(member), member.value]));
  const differences = second.map((member) => {
    const other = values.get(placeOf(member));
    return other === undefined ? null : member.value - other;
  });
  return differences.every((difference) => difference !== null) ? differences : null;
}

function isSkewed(values: readonly number[]): boolean {
  const mean = meanOf(values);
  const moment = (power: number): number => meanOf(values.map((value) => (value - mean) ** power));
  const spread = moment(2);
  return spread > 0 && Math.abs(moment(3) / spread ** 1.5) > 1;
}

function permutations(first: number, second: number): number {
  let count = 1;
  for (let i = 1; i <= first; i++) count = (count * (second + i)) / i;
  return count;
}

function verdict(
  baseline: MeasuredGroup,
  group: MeasuredGroup,
  result: MeanDifference | null,
  adjusted: number | null,
  better: boolean | null,
  { metric, direction }: DifferenceOptions,
): Sentence {
  const { name } = group;
  const difference = differenceOf(baseline, group);
  if (difference === null) return say('comparison.noValues', { name, metric });
  const isShare = metricRange(metric)[0] === 0 && metricRange(metric)[1] === 1;
  const unit = isShare ? 'points' : 'none';
  const scale = isShare ? 100 : 1;
  if (result === null || adjusted === null) {
    const [first, second] = [baseline.members.length, group.members.length];
    if (first < 2 || second < 2) return say('comparison.oneRun', { name, first, second });
    if (difference === 0) return say('comparison.same', { name });
    return say('comparison.fixed', { name, unit, difference: rounded(Math.abs(difference) * scale) });
  }
  // In the sense in which more is better, so that the interval and the word agree.
  const sign = direction === 'minimise' ? -1 : 1;
  const [low, high] = [sign * result.low * scale, sign * result.high * scale].sort((a, b) => a - b);
  const told = {
    name,
    unit,
    difference: rounded(sign * result.difference * scale),
    low: rounded(low ?? 0),
    high: rounded(high ?? 0),
    percent: percentOf(adjusted),
  } as const;
  if (direction === null) return say('comparison.differs', told);
  if (better === true) return say('comparison.better', told);
  if (better === null) {
    const way = told.difference < 0 ? 'worse' : 'better';
    return say('comparison.unclear', { ...told, difference: Math.abs(told.difference), way });
  }
  return say('comparison.worse', {
    ...told,
    difference: -told.difference,
    low: -told.high,
    high: -told.low,
  });
}

function differenceOf(baseline: ComparedGroup, group: ComparedGroup): number | null {
  return baseline.spread === null || group.spread === null ? null : group.spread.mean - baseline.spread.mean;
}

function valuesOf({ members }: ComparedGroup): readonly number[] {
  return members.map(({ value }) => value);
}

/** Three digits: an interval of a few runs is not known better. */
function rounded(value: number): number {
  return Number(value.toPrecision(3)) + 0;
}

function percentOf(p: number): number {
  return rounded(Math.max(100 * p, 0.01));
}
