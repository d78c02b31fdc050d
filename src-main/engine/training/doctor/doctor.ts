import type { TrainingEvent } from '#contract/training-event.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { ParameterSpec } from '../../model/model.ts';
import type { NamedArray } from '../../optimizer/named-array.ts';
import { readingStalls } from '../../tensor/numbers.ts';
import type { Prepared } from '../prepared.ts';
import { openDiagnosis, type ToldFinding } from './diagnosis.ts';
import { openEvaluationTrack } from './evaluation-track.ts';
import { atRate, scaledRate } from './fixes.ts';
import { openLooker, watchedArrays, type Look } from './look.ts';
import { lookEvery } from './look-every.ts';
import { openLookTrack } from './look-track.ts';
import { openLossTrack } from './loss-track.ts';
import { trivialLoss } from './trivial-loss.ts';
import { openUnitTrack } from './unit-track.ts';
import { recallsOf, rowsOfClasses, watchedClasses } from './watched-classes.ts';

/**
 * Watches a training and tells what is ill about it. It only reads: with it or without it, the weights are the same bit
 * for bit. What it goes on from is in the checkpoint, so that a resumed training is told the same.
 */
export interface Doctor {
  /** Whether there is a look at update number `step`; all losses up to it have to be told before the next judgement. */
  looksAt(step: number): boolean;
  /** For update number `step`; null where there is none. */
  look(step: number): Look | null;
  /** What every update tells, in order. */
  step(step: number, figures: { readonly loss: number; readonly learningRate: number }): void;
  /** What an evaluation after `step` showed: losses by their full names, and counts of the held-out rows by class. */
  evaluated(
    step: number,
    metrics: Readonly<Record<string, number>>,
    confusion: readonly (readonly number[])[] | null,
  ): void;
  /** That it watches, and how often, for the page of the run. */
  begin(): readonly TrainingEvent[];
  /** What is to be told after `step`; after a look or an evaluation. */
  judge(step: number): readonly TrainingEvent[];
  /** What is told of a training whose numbers are not finite any more, before it ends. */
  diverged(step: number): readonly TrainingEvent[];
  save(): readonly NamedArray[];
}

/** Before the names of its arrays in a checkpoint. */
export const doctorPrefix = 'guidance/doctor/';
const unitsPrefix = `${doctorPrefix}units/`;
/** The first steps show most, and are over soon. */
const firstSteps: readonly number[] = [1, 2, 4, 8, 14];
/** To judge takes as long as to look: after the first looks, and but for evaluations, every second one is judged by. */
const earlyLooks = 8;
const looksPerJudgement = 2;
/** Where reading a number makes the engine wait, looks are this much rarer. */
const stallingFactor = 4;

/** Nothing is watched. */
const absent: Doctor = {
  begin: () => [],
  looksAt: () => false,
  look: () => null,
  step: () => undefined,
  evaluated: () => undefined,
  judge: () => [],
  diverged: () => [],
  save: () => [],
};

/** `trained` are the arrays that the optimizer moves, in its order; `saved` the arrays of a checkpoint, or null. */
export function openDoctor(
  spec: TrainingSpec,
  prepared: Prepared,
  trained: readonly ParameterSpec[],
  saved: readonly NamedArray[] | null,
): Doctor {
  if (spec.doctor === 'off') return absent;
  const { plan, model } = prepared;
  const numbers = (name: string): ArrayLike<number> | null =>
    saved?.find((array) => array.name === doctorPrefix + name)?.values ?? null;
  const losses = openLossTrack(plan.stepsPerEpoch, numbers('losses'));
  const arrays = watchedArrays(trained, model.layers, spec.initializer);
  const looks = openLookTrack(arrays, numbers('looks'));
  const units = openUnitTrack(
    (saved ?? [])
      .filter(({ name }) => name.startsWith(unitsPrefix))
      .map(({ name, values }) => ({ name: name.slice(unitsPrefix.length), values })),
  );
  const evaluations = openEvaluationTrack(numbers('evaluations'));
  const diagnosis = openDiagnosis(numbers('diagnosis'));
  const looker = openLooker(arrays, units);
  const every = lookEvery(prepared) * (readingStalls() ? stallingFactor : 1);
  let [rate = 0, largestRate = 0] = Array.from(numbers('rate') ?? []);
  let classes = watchedClasses(prepared);
  const heldOut = numbers('heldOut');
  if (classes !== null && heldOut !== null) classes = { ...classes, heldOut: Array.from(heldOut) };
  let evaluatedAt = -1;
  let trivial: number | null | undefined;
  const looksAt = (step: number): boolean => step % every === 0 || firstSteps.includes(step);
  return {
    begin: () => [{ kind: 'result', name: 'doctor', value: { every } }],
    looksAt,
    look: (step) => (looksAt(step) ? looker.open(step, looks.add) : null),
    step: (step, figures) => {
      losses.add(step, figures.loss);
      rate = figures.learningRate;
      largestRate = Math.max(largestRate, rate);
    },
    evaluated: (step, metrics, confusion) => {
      const { 'train/loss': train = Number.NaN, 'val/loss': validation = Number.NaN } = metrics;
      evaluations.add({ step, train, validation }, confusion === null ? null : recallsOf(confusion));
      evaluatedAt = step;
      if (classes !== null && confusion !== null) classes = { ...classes, heldOut: rowsOfClasses(confusion) };
    },
    judge: (step) => {
      const isDue =
        evaluatedAt === step || looks.count <= earlyLooks || looks.count % looksPerJudgement === 0;
      if (!isDue) return [];
      if (trivial === undefined) trivial = trivialLoss(spec, prepared);
      const found = diagnosis.examine({
        spec,
        step,
        totalSteps: plan.totalSteps,
        rate,
        largestRate,
        losses: losses.read(),
        looks: looks.read(),
        units: units.read(),
        evaluations: evaluations.read(),
        classes,
        trivialLoss: trivial,
      });
      return found.map((finding) => findingEvent(step, finding));
    },
    diverged: (step) => [findingEvent(step, divergedAt(spec, step, losses.read().lowestStep))],
    save: () => [
      guide('losses', losses.save()),
      guide('looks', looks.save()),
      guide('evaluations', evaluations.save()),
      guide('diagnosis', diagnosis.save()),
      guide('rate', [rate, largestRate]),
      ...(classes === null ? [] : [guide('heldOut', classes.heldOut)]),
      ...units.save().map(({ name, values }) => guide(`units/${name}`, values)),
    ],
  };
}

function guide(name: string, values: ArrayLike<number>): NamedArray {
  return { name: doctorPrefix + name, shape: [values.length], values: Float64Array.from(values) };
}

function findingEvent(step: number, { told, ...news }: ToldFinding): TrainingEvent {
  return { kind: 'note', name: 'finding', step, ...told, data: news };
}

function divergedAt(spec: TrainingSpec, step: number, since: number): ToldFinding {
  const rate = scaledRate(spec, 0.1);
  return {
    rule: 'diverging',
    status: 'found',
    severity: 'serious',
    badness: Number.MAX_VALUE,
    since: Math.min(since, step),
    evidence: { step },
    advice: say('doctor.diverging.advice', { rate }),
    fix: atRate(rate),
    told: say('doctor.diverged', { step }),
  };
}
