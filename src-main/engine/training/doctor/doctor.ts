import { findingRules } from '#contract/finding.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { ParameterSpec } from '../../model/model.ts';
import type { NamedArray } from '../../optimizer/named-array.ts';
import { readingStalls } from '../../tensor/numbers.ts';
import type { Prepared } from '../prepared.ts';
import { news, openDiagnosis, type Diagnosis, type ToldFinding } from './diagnosis.ts';
import { openEvaluationTrack } from './evaluation-track.ts';
import { atRate, calmerRate, rounded } from './fixes.ts';
import { rules } from './rules.ts';
import { openLooker, watchedArrays, type Look } from './look.ts';
import { lookEvery } from './look-every.ts';
import { openLookTrack } from './look-track.ts';
import { openLossTrack } from './loss-track.ts';
import { trivialLoss } from './trivial-loss.ts';
import { openUnitTrack } from './unit-track.ts';
import type { Vitals } from './vitals.ts';
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
  /** This training, or the one that it goes on from, diverged at a learning rate: none as high is proposed. */
  unstable(rate: number): void;
  /** What is told of a training whose numbers are not finite any more, before it ends. */
  diverged(step: number): readonly TrainingEvent[];
  /** A rate at which the training may have gone well. */
  lowerRate(): number;
  /** Whether something lasts that says why the training learned little. */
  readonly explains: boolean;
  save(): readonly NamedArray[];
}

/** What says why a model learned little. */
const explaining = findingRules.filter((rule) => rule !== 'slowInput' && rule !== 'plateau');

/** Before the names of its arrays in a checkpoint. */
export const doctorPrefix = 'guidance/doctor/';
const unitsPrefix = `${doctorPrefix}units/`;
/** The first steps show most, and are over soon. */
const firstSteps: readonly number[] = [1, 2, 4, 8, 14];
/** To judge takes longer than to look: after the first looks, and but for evaluations, every third one is judged by. */
const earlyLooks = 8;
export const looksPerJudgement = 3;
/** Where reading a number makes the engine wait, looks are this much rarer. */
const stallingFactor = 4;

/** Nothing is watched. */
const absent: Omit<Doctor, 'lowerRate'> = {
  begin: () => [],
  looksAt: () => false,
  look: () => null,
  step: () => undefined,
  evaluated: () => undefined,
  judge: () => [],
  unstable: () => undefined,
  diverged: () => [],
  explains: false,
  save: () => [],
};

/** `trained` are the arrays that the optimizer moves, in its order; `saved` the arrays of a checkpoint, or null. */
export function openDoctor(
  spec: TrainingSpec,
  prepared: Prepared,
  trained: readonly ParameterSpec[],
  saved: readonly NamedArray[] | null,
): Doctor {
  if (spec.doctor === 'off') {
    return { ...absent, lowerRate: () => rounded(spec.optimizer.learningRate / 10, 3) };
  }
  const { plan, model } = prepared;
  const numbers = (name: string): ArrayLike<number> | null =>
    saved?.find((array) => array.name === doctorPrefix + name)?.values ?? null;
  const losses = openLossTrack(plan.stepsPerEpoch, numbers('losses'));
  const arrays = watchedArrays(trained, model.layers, spec.initializer);
  const looks = openLookTrack(arrays, numbers('looks'), numbers('firstLook'));
  const units = openUnitTrack(
    (saved ?? [])
      .filter(({ name }) => name.startsWith(unitsPrefix))
      .map(({ name, values }) => ({ name: name.slice(unitsPrefix.length), values })),
  );
  const evaluations = openEvaluationTrack(numbers('evaluations'));
  const diagnosis = openDiagnosis(numbers('diagnosis'));
  const looker = openLooker(arrays, units);
  const every = lookEvery(prepared) * (readingStalls() ? stallingFactor : 1);
  let [rate = 0, largestRate = 0, unstableRate = Number.POSITIVE_INFINITY] = Array.from(
    numbers('rate') ?? [],
  );
  let classes = watchedClasses(prepared);
  const heldOut = numbers('heldOut');
  if (classes !== null && heldOut !== null) classes = { ...classes, heldOut: Array.from(heldOut) };
  let evaluatedAt = -1;
  let trivial: number | null | undefined;
  const initial = arrays.flatMap(({ layer, place, inDepth }) => {
    const parameter = trained[place];
    return parameter === undefined || !inDepth
      ? []
      : [{ layer, fanIn: parameter.fanIn, fanOut: parameter.fanOut }];
  });
  const vitalsAt = (step: number): Vitals => {
    if (trivial === undefined) trivial = trivialLoss(spec, prepared);
    return {
      spec,
      step,
      totalSteps: plan.totalSteps,
      rate,
      largestRate,
      unstableRate,
      initial,
      losses: losses.read(),
      looks: looks.read(),
      units: units.read(),
      evaluations: evaluations.read(),
      classes,
      trivialLoss: trivial,
    };
  };
  const unstable = (at: number): void => {
    unstableRate = Math.min(unstableRate, at);
  };
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
      const found = diagnosis.examine(vitalsAt(step));
      if (found.some(({ rule, status }) => rule === 'diverging' && status !== 'gone')) {
        unstable(spec.optimizer.learningRate);
      }
      return found.map((finding) => findingEvent(step, finding));
    },
    unstable,
    diverged: (step) => [findingEvent(step, divergedAt(vitalsAt(step), diagnosis))],
    lowerRate: () => calmerRate({ spec, looks: looks.read() }, 0.1),
    get explains() {
      return diagnosis.toldOf(explaining) !== null;
    },
    save: () => [
      guide('losses', losses.save()),
      guide('looks', looks.save()),
      ...(looks.saveFirst().length === 0 ? [] : [guide('firstLook', looks.saveFirst())]),
      guide('evaluations', evaluations.save()),
      guide('diagnosis', diagnosis.save()),
      guide('rate', [rate, largestRate, unstableRate]),
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

/** That numbers are not finite any more; with the fix of what was found to have led to it. */
function divergedAt(vitals: Vitals, diagnosis: Diagnosis): ToldFinding {
  const { step, losses } = vitals;
  const rate = calmerRate(vitals, 0.1);
  const cause = diagnosis.toldOf(['initializer', 'explodingGradients']);
  const led = cause === null ? null : rules[cause].examine(vitals, true);
  return news('diverging', 'found', {
    severity: 'serious',
    badness: Number.MAX_VALUE,
    since: Math.min(losses.lowestStep, step),
    evidence: { step },
    found: say('doctor.diverged', { step }),
    advice: led?.advice ?? say('doctor.diverging.advice', { rate }),
    fix: led?.fix ?? atRate(rate),
  });
}
