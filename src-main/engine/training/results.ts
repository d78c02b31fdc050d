import type { TrainingFit } from '#contract/evaluation.ts';
import type { ConfusionResult, LayerSummary, LinearResult, PredictionInput } from '#contract/result.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { initialise } from '../model/initialise.ts';
import { sizeOf } from '../model/model.ts';
import { clippingOf } from '../optimizer/clipping.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { decouples } from '../optimizer/rules.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import { finalEvaluation, trainingFit } from './final-evaluation.ts';
import { compareWithClosedForm } from './linear-result.ts';
import type { Prepared } from './prepared.ts';
import { reconstructionResult } from './reconstruction.ts';
import { baselineNotes } from './baseline-note.ts';
import { withWeights } from './served-weights.ts';
import { isDecayed } from './weight-decay.ts';

type ResultEvent = Extract<TrainingEvent, { kind: 'result' }>;

/** What a run's page shows from the start: layers, and the form that predicts. */
export function resultsAtStart(prepared: Prepared): ResultEvent[] {
  const { fitted, plan } = prepared;
  return [
    result('layers', plan.layers satisfies readonly LayerSummary[]),
    result('predictionKind', fitted.kind === 'text' ? 'prompt' : 'row'),
    result('predictionInputs', predictionInputs(fitted, prepared.opening)),
  ];
}

export interface EndResults {
  /** Of the held-out rows by the weights that the run keeps. */
  readonly confusion: number[][] | null;
  /** Whether the training came to its end: one that was stopped is not kept waiting for figures. */
  readonly ended: boolean;
  /** When the run had the weights that it keeps. */
  readonly keptStep: number;
  /** Whether the doctor has said why the model learned little. */
  readonly explained: boolean;
}

/** What it shows at the end. */
export function resultsAtEnd(
  spec: TrainingSpec,
  prepared: Prepared,
  arrays: readonly NamedArray[],
  { confusion, ended, keptStep, explained }: EndResults,
): TrainingEvent[] {
  const events: TrainingEvent[] = ended ? figuresAtEnd(spec, prepared, arrays, keptStep, explained) : [];
  const linear = linearResult(spec, prepared, arrays);
  if (linear !== null) events.push(result('linear', linear));
  const reconstruction = reconstructionResult(spec, prepared, arrays);
  if (reconstruction !== null) events.push(result('reconstruction', reconstruction));
  const { fitted } = prepared;
  if (confusion !== null && fitted.kind === 'table' && fitted.target.kind === 'class') {
    const value: ConfusionResult = { classes: fitted.target.classes, counts: confusion };
    events.push(result('confusion', value));
  }
  return events;
}

/**
 * What the run's weights reach on both splits. These are the run's figures wherever one is shown or compared: on the
 * way, training rows were measured in part, and the weights may have been others.
 */
function figuresAtEnd(
  spec: TrainingSpec,
  prepared: Prepared,
  arrays: readonly NamedArray[],
  step: number,
  explained: boolean,
): TrainingEvent[] {
  const [fit, evaluation] = withWeights(arrays, (weights) => [
    trainingFit(spec, prepared, weights),
    finalEvaluation(spec, prepared, weights),
  ]);
  const metrics = {
    ...named('train', fit),
    ...(evaluation === null ? {} : named('val', evaluation)),
  };
  const judged = evaluation ?? fit;
  return [
    result('fit', fit),
    ...(evaluation === null ? [] : [result('evaluation', evaluation)]),
    { kind: 'kept', step, metrics },
    ...baselineNotes(judged, evaluation === null ? 'training' : 'held-out', step, explained),
  ];
}

function named(
  split: 'train' | 'val',
  { loss, metrics }: Pick<TrainingFit, 'loss' | 'metrics'>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries({ loss, ...metrics }).map(([name, value]) => [`${split}/${name}`, value]),
  );
}

function result(name: string, value: unknown): ResultEvent {
  return { kind: 'result', name, value };
}

function predictionInputs(fitted: FittedPreprocessing, opening: string): readonly PredictionInput[] {
  if (fitted.kind === 'text') return [{ name: 'prompt', type: 'text', example: opening.trim() }];
  if (fitted.images?.whole === true) {
    return [{ name: 'image', type: 'image', example: null, image: fitted.images.source }];
  }
  return fitted.inputs.map((input): PredictionInput => {
    const { name, type, example } = input;
    return input.categories === undefined
      ? { name, type, example }
      : { name, type, example, categories: input.categories };
  });
}

function linearResult(
  spec: TrainingSpec,
  { fitted, model, trainRows, batchSize, plan }: Prepared,
  arrays: readonly NamedArray[],
): LinearResult | null {
  if (spec.model.kind !== 'linear' || spec.loss.kind !== 'meanSquaredError') return null;
  if (fitted.kind !== 'table' || trainRows === null) return null;
  const learned = model.parameters.flatMap((parameter) => [
    ...(arrays.find((array) => array.name === `weights/${parameter.name}`)?.values ?? []),
  ]);
  const initial = model.parameters.flatMap((parameter) => [
    ...initialise(parameter, spec.initializer, spec.seed),
  ]);
  const { optimizer, schedule } = spec;
  // What shrinks the weights themselves minimises nothing that could be solved.
  if (optimizer.kind !== 'lbfgs' && decouples(optimizer) && optimizer.weightDecay > 0) return null;
  const decays = model.parameters.flatMap((parameter) => {
    const decay = isDecayed(optimizer, parameter, model.parameters) ? optimizer.weightDecay : 0;
    return new Array<number>(sizeOf(parameter.shape)).fill(decay);
  });
  const plainDescent =
    optimizer.kind === 'sgd' &&
    optimizer.weightDecay === 0 &&
    clippingOf(optimizer) === null &&
    batchSize >= plan.trainRows &&
    schedule.kind === 'constant' &&
    // Where it began is not known any more once it has been resumed.
    spec.initializer?.kind !== 'run';
  return compareWithClosedForm({
    names: fitted.outputs,
    bias: spec.model.bias,
    inputs: trainRows.inputs,
    targets: trainRows.targets,
    learned,
    decays,
    descent: plainDescent ? { initial, learningRate: optimizer.learningRate } : null,
  });
}
