import { metricDirection } from '#contract/metric.ts';
import {
  checkpointDirection,
  checkpointRules,
  type EarlyStoppingSpec,
  type TrainingSpec,
} from '#contract/training.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { plateauAfter, plateauAtStart, type PlateauState } from '../optimizer/plateau.ts';

/** What an evaluation leads to. */
export interface Judgement {
  /** Whether it is the best one so far by the metric of early stopping; false without early stopping. */
  readonly best: boolean;
  readonly stops: boolean;
  /** Whether the learning rate is lowered from here on. */
  readonly lowered: boolean;
  /** Where it is among the best so far by the metric of the checkpoint rules: what that was, and all their steps. */
  readonly keeps: { readonly value: number; readonly steps: readonly number[] } | null;
}

/** What evaluations decide over the rest of a training: the plateau schedule and early stopping. */
export interface Guidance {
  /** On the learning rate, beside the schedule's own. */
  readonly rateFactor: number;
  /** The best evaluation by the metric of early stopping. */
  readonly best: { readonly value: number; readonly step: number } | null;
  /** `metrics` by their full names, such as `val/loss`. */
  judge(step: number, metrics: Readonly<Record<string, number>>): Judgement;
  save(): readonly NamedArray[];
}

interface Waiting {
  readonly value: number;
  readonly step: number;
  readonly waited: number;
}

interface Rank {
  readonly value: number;
  readonly step: number;
}

const bestCheckpoints = 'bestCheckpoints';

/** The metric that is watched when a spec names none. */
export function watchedMetric(chosen: string | undefined, validates: boolean): string {
  return chosen ?? (validates ? 'val/loss' : 'train/loss');
}

export function openGuidance(
  spec: TrainingSpec,
  validates: boolean,
  saved: readonly NamedArray[] | null,
): Guidance {
  const schedule = spec.schedule.kind === 'plateau' ? spec.schedule : null;
  const stopping = spec.earlyStopping ?? null;
  const plateauMetric = watchedMetric(schedule?.metric, validates);
  const stoppingMetric = watchedMetric(stopping?.metric, validates);
  const numbers = (name: string): ArrayLike<number> | undefined =>
    saved?.find((array) => array.name === `guidance/${name}`)?.values;
  let plateau = plateauFrom(numbers('plateau')) ?? plateauAtStart(rises(plateauMetric));
  let waiting = waitingFrom(numbers('earlyStopping'));
  const rules = checkpointRules(spec);
  const keptMetric = watchedMetric(rules.metric ?? stopping?.metric, validates);
  const keptRises = checkpointDirection(rules, keptMetric) === 'maximise';
  let kept = ranksFrom(numbers(bestCheckpoints));
  return {
    get rateFactor() {
      return plateau.factor;
    },
    get best() {
      return waiting;
    },
    judge: (step, metrics) => {
      const before = plateau.factor;
      if (schedule !== null) {
        plateau = plateauAfter(plateau, metrics[plateauMetric] ?? Number.NaN, schedule, rises(plateauMetric));
      }
      const value = metrics[stoppingMetric] ?? Number.NaN;
      const best = stopping !== null && improves(value, waiting, stopping, rises(stoppingMetric));
      if (best) waiting = { value, step, waited: 0 };
      else if (waiting !== null) waiting = { ...waiting, waited: waiting.waited + 1 };
      const rank = metrics[keptMetric] ?? Number.NaN;
      const ranked = withRank(kept, { value: rank, step }, rules.best, keptRises);
      const keeps = ranked === kept ? null : { value: rank, steps: ranked.map((one) => one.step) };
      kept = ranked;
      const stops = stopping !== null && waiting !== null && waiting.waited >= stopping.patience;
      return { best, stops, lowered: plateau.factor < before, keeps };
    },
    save: () => {
      const { factor, best, waited, cooling } = plateau;
      return [
        ...(schedule === null ? [] : [guide('plateau', [factor, best, waited, cooling])]),
        ...(waiting === null ? [] : [guide('earlyStopping', [waiting.value, waiting.step, waiting.waited])]),
        ...(kept.length === 0
          ? []
          : [
              guide(
                bestCheckpoints,
                kept.flatMap(({ value, step }) => [value, step]),
              ),
            ]),
      ];
    },
  };
}

function guide(name: string, values: readonly number[]): NamedArray {
  return { name: `guidance/${name}`, shape: [values.length], values: Float64Array.from(values) };
}

function rises(metric: string): boolean {
  return metricDirection(metric) === 'maximise';
}

/** A first evaluation is the best so far, whatever it gave, unless it is no number. */
function improves(
  value: number,
  best: Waiting | null,
  { minChange }: EarlyStoppingSpec,
  larger: boolean,
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return larger ? value > best.value + minChange : value < best.value - minChange;
}

function plateauFrom(numbers: ArrayLike<number> | undefined): PlateauState | null {
  if (numbers === undefined) return null;
  const [factor = 1, best = 0, waited = 0, cooling = 0] = Array.from(numbers);
  return { factor, best, waited, cooling };
}

function waitingFrom(numbers: ArrayLike<number> | undefined): Waiting | null {
  if (numbers === undefined) return null;
  const [value = 0, step = 0, waited = 0] = Array.from(numbers);
  return { value, step, waited };
}

/** The best ranks with one more, best first; `ranks` itself where it is not among so many. Equal is not better. */
function withRank(ranks: readonly Rank[], rank: Rank, most: number, larger: boolean): readonly Rank[] {
  if (!Number.isFinite(rank.value)) return ranks;
  const isBetter = ({ value }: Rank): boolean => (larger ? rank.value > value : rank.value < value);
  const place = ranks.findIndex(isBetter);
  const at = place < 0 ? ranks.length : place;
  return at >= most ? ranks : ranks.toSpliced(at, 0, rank).slice(0, most);
}

function ranksFrom(numbers: ArrayLike<number> | undefined): readonly Rank[] {
  const flat = Array.from(numbers ?? []);
  return flat.flatMap((value, index) => (index % 2 === 0 ? [{ value, step: flat[index + 1] ?? 0 }] : []));
}
