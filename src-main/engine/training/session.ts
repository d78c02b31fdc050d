import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSpec } from '#contract/training.ts';
import { stream } from '../../base/random.ts';
import { createLoss } from '../loss/loss.ts';
import { trainingPass } from '../model/dropout.ts';
import { openModelState } from '../model/model-state.ts';
import type { ForwardPass, ParameterSpec, Weights } from '../model/model.ts';
import { savedValues, type NamedArray } from '../optimizer/named-array.ts';
import { openOptimizer } from '../optimizer/optimizer.ts';
import { scheduleFactor } from '../optimizer/schedule.ts';
import { adjustThreads } from '../tensor/embedded/cores.ts';
import { readingStalls, sumOfSquares } from '../tensor/numbers.ts';
import { openAveraging, withAveragedStates } from './averaging.ts';
import { bestPrefix, servedArrays } from './checkpoint.ts';
import type { Look } from './doctor/look.ts';
import type { Batch } from './examples.ts';
import { openGuidance, type Guidance, type Judgement } from './guidance.ts';
import type { Prepared } from './prepared.ts';
import { openSessionWeights } from './session-weights.ts';
import { epochAt, placeInEpoch } from './start.ts';
import { keepUnread, type UnreadLoss } from './unread-losses.ts';

/** A model in training: its weights, its optimizer, the order of its batches, and what evaluations decide. */
export interface Session {
  /** Looks the weights up that are evaluated: their mean where there is one, else the current ones. */
  readonly weights: Weights;
  /** What the optimizer moves, in its order. */
  readonly trained: readonly ParameterSpec[];
  /** No weight has become NaN, which a rectifier may hide from the loss: it makes zero of it. */
  readonly sound: boolean;
  /** The best evaluation so far, where early stopping looks for it. */
  readonly best: Guidance['best'];
  /** On the learning rate, by what was measured. */
  readonly rateFactor: number;
  /** Update number `done` + 1: one batch, or several whose gradients are averaged, and one step of the optimizer. */
  step(done: number, look?: Look | null): StepFigures;
  /** The same, but where reading stalls the engine it gives null, and `settle` gives the figures later. */
  advance(done: number, look?: Look | null): StepFigures | null;
  /** The figures of every update for which `advance` gave null since the last call, in order. */
  settle(): readonly StepFigures[];
  /** Loss and global norm of the gradients of the batch of update number `done` + 1, without the update. */
  look(done: number): { readonly loss: number; readonly gradientNorm: number };
  /** What an evaluation after `step` leads to; the weights of the best one are kept. */
  judge(step: number, metrics: Readonly<Record<string, number>>): Judgement;
  /** Everything that the rest of the training depends on; all figures have to be settled before. */
  save(): readonly NamedArray[];
  dispose(): void;
}

export interface StepFigures {
  /** Of the batch, before the update. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global norm of the gradients before clipping; null when nothing is clipped. */
  readonly gradientNorm: number | null;
}

/** `saved` holds the arrays of a checkpoint, or null to initialise. */
export function openSession(
  spec: TrainingSpec,
  prepared: Prepared,
  saved: readonly NamedArray[] | null,
): Session {
  const { model, plan, inherited } = prepared;
  const weights = openSessionWeights(spec, prepared, saved);
  const optimizer = openOptimizer(spec.optimizer, weights.initial, saved);
  const averaging =
    spec.averaging === undefined
      ? null
      : openAveraging(
          spec.averaging,
          [...weights.trained, ...model.states],
          plan,
          saved === null ? null : withAveragedStates(saved, model.states),
        );
  const guidance = openGuidance(spec, prepared.validation !== null, saved);
  const keepsBest = spec.earlyStopping?.restoreBest === true;
  let best = keepsBest && saved !== null ? saved.filter(({ name }) => name.startsWith(bestPrefix)) : [];
  const lossOf = createLoss(spec.loss, prepared.classWeights);
  const states = openModelState(
    model.states,
    saved === null
      ? (name) => inherited?.arrays.get(name.replace(/^state\//, '')) ?? null
      : (name, size) => savedValues(saved, name, new Float32Array(size)),
  );
  const stateOf = (name: string): tf.Tensor => {
    const tensor = states.find(name);
    if (tensor === undefined) throw new Error(`the model has no weights named "${name}"`);
    return tensor;
  };
  // A mean over steps has the states behind the weights.
  const placeOfState = new Map(model.states.map(({ name }, index) => [name, weights.trained.length + index]));
  const lookUp = (tensors: readonly tf.Tensor[]): Weights => {
    const find = weights.lookUp(tensors);
    return (name) => find(name) ?? tensors[placeOfState.get(name) ?? -1] ?? stateOf(name);
  };
  const evaluated = (): readonly tf.Tensor[] => averaging?.tensors() ?? optimizer.weights;
  const passOf = (done: number, part: number, observe: ForwardPass['observe']): ForwardPass => ({
    ...trainingPass(spec.seed, done, states.average, part),
    recomputes: spec.recompute === true,
    isFrozen: weights.isFrozen,
    ...(observe === undefined ? {} : { observe }),
  });
  const batches = openBatches(spec, prepared);
  const measureBatch = (batch: Batch, pass: ForwardPass, reads: boolean): Measured => {
    const differentiate = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
      lossOf(model.forward(lookUp(tensors), batch.input, pass), batch.target),
    );
    const { value, grads } = differentiate([...optimizer.weights]);
    if (!reads) return { loss: Number.NaN, unread: [{ loss: value, weight: 1 }], gradients: grads };
    const loss = value.dataSync()[0] ?? Number.NaN;
    value.dispose();
    return { loss, unread: nothingUnread, gradients: grads };
  };
  const measure = (done: number, reads = true, look: Look | null = null): Measured => {
    adjustThreads();
    const parts = batches.parts(done).map((positions, part) => (): Measured & { weight: number } => {
      const take = (): Batch => batches.take(positions, done);
      const batch = look === null ? take() : look.take(take);
      const measured = measureBatch(batch, passOf(done, part, part === 0 ? look?.observe : undefined), reads);
      const weight = weightOf(batch, positions.length, prepared.classWeights);
      batches.release(batch);
      return { ...measured, weight };
    });
    return meanOf(parts);
  };
  const rateAt = (done: number): number =>
    spec.optimizer.learningRate * scheduleFactor(spec.schedule, done, plan.totalSteps) * guidance.rateFactor;
  const update = (
    done: number,
    { loss, gradients }: Measured,
    look: Look | null = null,
  ): Omit<StepFigures, 'loss'> => {
    const learningRate = rateAt(done);
    look?.before(gradients, optimizer.weights, learningRate);
    const again = (): Measured => measure(done);
    const gradientNorm = optimizer.update(gradients, learningRate, done + 1 - prepared.start.optimizer, {
      loss,
      again,
    });
    look?.after(optimizer.weights);
    tf.dispose([...gradients]);
    averaging?.update([...optimizer.weights, ...model.states.map(({ name }) => stateOf(name))], done + 1);
    return { learningRate, gradientNorm };
  };
  const step = (done: number, look: Look | null = null): StepFigures => {
    const measured = measure(done, true, look);
    const figures = update(done, measured, look);
    const { learningRate, gradientNorm } = figures;
    return { loss: measured.loss, learningRate, gradientNorm };
  };
  // A line search goes by the loss.
  const putsOff = readingStalls() && spec.optimizer.kind !== 'lbfgs';
  const unread = keepUnread();
  let waiting: Omit<StepFigures, 'loss'>[] = [];
  const current = (): readonly NamedArray[] => [
    ...optimizer.save(),
    ...(averaging?.save() ?? []),
    ...states.save(),
    ...weights.save(evaluated()),
  ];
  const keepBest = (): void => {
    best = servedArrays(current()).map((array) => ({
      ...array,
      name: array.name.replace(/^weights\//, bestPrefix),
    }));
  };
  return {
    weights: (name) => lookUp(evaluated())(name),
    trained: weights.trained,
    get sound() {
      return !Number.isNaN(sumOfSquares(optimizer.weights));
    },
    get best() {
      return guidance.best;
    },
    get rateFactor() {
      return guidance.rateFactor;
    },
    step,
    advance: (done, look = null) => {
      if (!putsOff) return step(done, look);
      const measured = measure(done, false, look);
      unread.add(measured.unread);
      waiting.push(update(done, measured, look));
      return null;
    },
    settle: () => {
      const settled = waiting;
      waiting = [];
      return unread.read().map((loss, index) => {
        const { learningRate = Number.NaN, gradientNorm = null } = settled[index] ?? {};
        return { loss, learningRate, gradientNorm };
      });
    },
    look: (done) => {
      const { loss, gradients } = measure(done);
      const gradientNorm = Math.sqrt(sumOfSquares(gradients));
      tf.dispose([...gradients]);
      return { loss, gradientNorm };
    },
    judge: (step, metrics) => {
      const judgement = guidance.judge(step, metrics);
      if (judgement.best && keepsBest) keepBest();
      return judgement;
    },
    save: () => [...current(), ...guidance.save(), ...best],
    dispose: () => {
      optimizer.dispose();
      weights.dispose();
      averaging?.dispose();
      states.dispose();
      batches.dispose();
      unread.dispose();
    },
  };
}

const nothingUnread: readonly UnreadLoss[] = [];

interface Measured {
  /** NaN where it is unread. */
  readonly loss: number;
  readonly unread: readonly UnreadLoss[];
  readonly gradients: readonly tf.Tensor[];
}

/** Loss and gradients over parts of a batch, each by what it weighs in the mean: those of the whole batch. */
function meanOf(parts: readonly (() => Measured & { readonly weight: number })[]): Measured {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('a batch without rows');
  let { loss, unread, gradients, weight } = first();
  if (unread.length > 0) unread = unread.map((part) => ({ ...part, weight }));
  for (const measure of others) {
    const next = measure();
    weight += next.weight;
    const share = next.weight / weight;
    loss += share * (next.loss - loss);
    unread = [...unread, ...next.unread.map((part) => ({ ...part, weight: next.weight }))];
    const before = gradients;
    gradients = before.map((mean, index) => mixed(mean, next.gradients[index] ?? mean, share));
    tf.dispose([...before, ...next.gradients]);
  }
  return { loss, unread, gradients };
}

function mixed(mean: tf.Tensor, next: tf.Tensor, share: number): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(mean, 1 - share), tf.mul(next, share)));
}

/** What the mean loss of a batch was divided by: its rows, or the weights of their classes. */
function weightOf(batch: Batch, rows: number, classWeights: Float32Array | null): number {
  if (classWeights === null) return rows;
  let sum = 0;
  for (const actual of batch.target.dataSync()) sum += classWeights[actual] ?? 0;
  return sum;
}

/** Every epoch has its own order, a function of seed and epoch; its last batch holds what is left over. */
function openBatches(spec: TrainingSpec, { train, batchSize, plan, start }: Prepared) {
  const partSize = batchSize / (spec.accumulateBatches ?? 1);
  const fullBatch = partSize >= train.count && !train.varies;
  // The order of rows means nothing to a mean over all of them: one pair of tensors serves every step.
  const everything = fullBatch ? [everyPosition(train.count)] : [];
  const fixed = everything[0] === undefined ? null : keepBatch(train.take(everything[0], 0));
  let ordered = { epoch: -1, order: new Uint32Array() };
  const epochOf = (done: number): number => epochAt(start, plan, done);
  return {
    /** The rows of the update after `done` updates, in as many parts as are computed one by one. */
    parts: (done: number): readonly Uint32Array[] => {
      if (fixed !== null) return everything;
      const epoch = epochOf(done);
      if (ordered.epoch !== epoch) {
        ordered = {
          epoch,
          order: stream(spec.seed, 'order', epoch).permutation(train.count) as Uint32Array<ArrayBuffer>,
        };
      }
      const from = placeInEpoch(start, plan, done) * batchSize;
      const rows = ordered.order.subarray(from, from + batchSize);
      return Array.from({ length: Math.ceil(rows.length / partSize) }, (_, part) =>
        rows.subarray(part * partSize, (part + 1) * partSize),
      );
    },
    take: (positions: Uint32Array, done: number): Batch => fixed ?? train.take(positions, epochOf(done)),
    release: (batch: Batch): void => {
      if (batch !== fixed) tf.dispose([batch.input, batch.target]);
    },
    dispose: (): void => {
      if (fixed !== null) tf.dispose([fixed.input, fixed.target]);
    },
  };
}

function keepBatch(batch: Batch): Batch {
  return { input: tf.keep(batch.input), target: tf.keep(batch.target) };
}

function everyPosition(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
