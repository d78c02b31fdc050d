import { say, type Sentence } from '#contract/sentence.ts';
import type { Objective, Trial } from '#contract/sweep.ts';
import { studentQuantile } from '../base/student-t.ts';
import { lossOf, valueOf } from './loss.ts';

/** A trial with its repetitions under other seeds. */
export interface RepeatedTrial {
  /** Number of the trial that the others repeat. */
  readonly trial: number;
  readonly values: readonly number[];
  readonly mean: number;
  /** Of the mean, at the confidence asked for; null while no spread is known. */
  readonly interval: readonly [low: number, high: number] | null;
}

export interface CertaintyOptions {
  /** So many of the best are to be told apart. */
  readonly best?: number;
  readonly confidence?: number;
  /** Values of one trial at most, its own among them. */
  readonly mostRepeats?: number;
}

export interface Repeat {
  readonly trial: number;
  readonly why: Sentence;
}

interface Group {
  readonly trial: number;
  readonly losses: readonly number[];
  readonly mean: number;
}

/**
 * Complete trials with their repetitions, best mean first. The spread is taken to be the same for all that were
 * repeated, so that a few values of each suffice.
 */
export function rankRepeated(
  trials: readonly Trial[],
  objective: Pick<Objective, 'direction'>,
  confidence = 0.9,
): readonly RepeatedTrial[] {
  const groups = groupsOf(trials, objective);
  const { variance, degrees } = pooled(groups);
  const t = studentQuantile((1 + confidence) / 2, degrees);
  return groups.map(({ trial, losses, mean }) => {
    const reach = t * Math.sqrt(variance / losses.length);
    const ends = [valueOf(mean - reach, objective), valueOf(mean + reach, objective)] as const;
    return {
      trial,
      values: losses.map((loss) => valueOf(loss, objective)),
      mean: valueOf(mean, objective),
      interval: Number.isNaN(reach) ? null : [Math.min(...ends), Math.max(...ends)],
    };
  });
}

/**
 * The trial to repeat next with another seed so that the order of the best becomes certain: of two neighbours whose
 * difference may be chance (Student's t with the pooled spread), the one with fewer values. Null once the order is
 * certain, or everything was repeated often enough. One winner among many is flattered by luck: its first value counts
 * like all others, and falls behind when the others do not bear it out.
 */
export function nextRepeat(
  trials: readonly Trial[],
  objective: Pick<Objective, 'direction'>,
  { best = 3, confidence = 0.9, mostRepeats = 10 }: CertaintyOptions = {},
): Repeat | null {
  const top = groupsOf(trials, objective).slice(0, best);
  const open = (group: Group | undefined): group is Group =>
    group !== undefined && group.losses.length < mostRepeats;
  // Without a second value of each, nothing is known of the spread.
  const single = top.find(({ losses }) => losses.length < 2);
  if (top.length < 2) return null;
  if (open(single)) return { trial: single.trial, why: say('sweep.repeatFirst', { best: top.length }) };
  const { variance, degrees } = pooled(top);
  const t = studentQuantile((1 + confidence) / 2, degrees);
  for (let place = 0; place + 1 < top.length; place++) {
    const [first, second] = [top[place], top[place + 1]];
    if (first === undefined || second === undefined) continue;
    const error = Math.sqrt(variance * (1 / first.losses.length + 1 / second.losses.length));
    if (second.mean - first.mean > t * error) continue;
    const pair = [first, second].filter(open).sort((a, b) => a.losses.length - b.losses.length);
    const chosen = pair[0];
    if (chosen === undefined) continue;
    return {
      trial: chosen.trial,
      why: say('sweep.repeat', {
        first: first.trial,
        second: second.trial,
        confidence: Math.round(100 * confidence),
      }),
    };
  }
  return null;
}

function groupsOf(trials: readonly Trial[], objective: Pick<Objective, 'direction'>): readonly Group[] {
  const losses = new Map<number, number[]>();
  for (const trial of trials) {
    const misses = (trial.violations ?? []).some((by) => !(by <= 0));
    const value = trial.values?.[0];
    if (trial.state !== 'complete' || trial.excluded === true || misses || value === undefined) continue;
    const loss = lossOf(value, objective);
    if (!Number.isFinite(loss)) continue;
    const key = trial.repeats ?? trial.number;
    losses.set(key, [...(losses.get(key) ?? []), loss]);
  }
  return [...losses]
    .map(([trial, own]) => ({
      trial,
      losses: own,
      mean: own.reduce((sum, loss) => sum + loss, 0) / own.length,
    }))
    .sort((a, b) => a.mean - b.mean || a.trial - b.trial);
}

function pooled(groups: readonly Group[]): { readonly variance: number; readonly degrees: number } {
  let [squares, degrees] = [0, 0];
  for (const { losses, mean } of groups) {
    for (const loss of losses) squares += (loss - mean) ** 2;
    degrees += losses.length - 1;
  }
  return { variance: squares / degrees, degrees };
}
