import { say } from '#contract/sentence.ts';
import type { AdviceKind } from '#contract/advice.ts';
import type { InputIssue } from '#contract/errors.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';

const megabyte = 1024 * 1024;
/** A worker with the engine loaded, before any data: its heap, what lies outside, and WebAssembly's first pages. */
const workerBytes = 75 * megabyte;
const bytesPerNumber = 4;
/** Outputs, what their gradients need of them, and these themselves; measured on transformers and CNNs: 2.1 to 2.9. */
const arraysPerOutput = 2.5;
/** The arrays of a checkpoint, its bytes, and those of the one before that are not yet collected. */
const checkpointCopies = 3;

/**
 * Bytes that the worker of a training is expected to need: reserved before it starts, so that several do not start
 * into memory that is there once. The weights with all that goes with them; the outputs of every layer for one batch,
 * forward and backward; the data as numbers; checkpoints on their way.
 */
export function memoryOf(spec: TrainingSpec, plan: SpecPlan): number {
  const batch = spec.batchSize === 'full' ? plan.trainRows : Math.min(spec.batchSize, plan.trainRows);
  const rows = plan.trainRows + plan.validationRows;
  return (
    workerBytes +
    weightsOf(spec, plan) * bytesPerNumber +
    batch * outputsOf(spec, plan.layers) * arraysPerOutput * bytesPerNumber +
    plan.checkpointBytes * checkpointCopies +
    (plan.dataBytes ?? rows * sizeOf(plan.layers[0]?.outputShape ?? []) * bytesPerNumber)
  );
}

/** Numbers that stay between steps: the weights, a gradient of what is trained, and what the optimizer keeps of it. */
function weightsOf({ optimizer, averaging, earlyStopping }: TrainingSpec, plan: SpecPlan): number {
  const trained = plan.trainedCount ?? plan.parameterCount;
  const copies = (averaging === undefined ? 0 : 2) + (earlyStopping?.restoreBest === true ? 1 : 0);
  const slots = optimizer.kind === 'lbfgs' ? 4 * optimizer.history : mostSlots;
  return plan.parameterCount * (1 + copies) + trained * (1 + slots);
}

/** Moments of the optimizers that keep the most. */
const mostSlots = 3;

/** Numbers that a step keeps of one row; where they are computed again, what goes into the parts and the largest part. */
function outputsOf({ recompute, model }: TrainingSpec, layers: SpecPlan['layers']): number {
  const heads = 'heads' in model ? model.heads : 1;
  const sizes = layers.map(({ kind, outputShape }) => {
    const shares = /attention/i.test(kind) ? heads * (outputShape[0] ?? 1) ** 2 : 0;
    return sizeOf(outputShape) + shares;
  });
  if (recompute !== true) return sumOf(sizes);
  // About √n parts; see engine/model/layer/layer.ts.
  const length = Math.ceil(Math.sqrt(sizes.length));
  const parts = Array.from({ length: Math.ceil(sizes.length / length) }, (_, part) =>
    sizes.slice(part * length, (part + 1) * length),
  );
  return sumOf(parts.map((part) => part.at(-1) ?? 0)) + Math.max(...parts.map(sumOf));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Optimizers that a race trains at once, and batches that are tried beyond the spec's own. */
const racers = 6;
const mostTriedBatch = 4096;

/**
 * The same for a spec that is tried out: a race holds the weights of all racers; for the batch size larger batches
 * are tried, until one of them takes a gigabyte.
 */
export function adviceMemory(spec: TrainingSpec, plan: SpecPlan, kind: AdviceKind): number {
  const own = memoryOf(spec, plan);
  switch (kind) {
    case 'optimizer':
      return own + (racers - 1) * plan.parameterCount * (2 + mostSlots) * bytesPerNumber;
    case 'learningRate':
      return own;
    case 'batchSize': {
      const larger = memoryOf({ ...spec, batchSize: Math.min(mostTriedBatch, plan.trainRows) }, plan);
      return Math.min(larger, own + 1024 * megabyte);
    }
    default:
      return kind satisfies never;
  }
}

/** A file is written, read and hashed as one piece, of which Node takes at most 2³¹ − 1 bytes; with room for its header. */
const mostCheckpointBytes = 2 ** 31 - 2 ** 20;

/** What is wrong with a training whose state is more than a file holds; null where it fits. */
export function checkpointIssue({ checkpointBytes, parameterCount }: SpecPlan): InputIssue | null {
  if (checkpointBytes <= mostCheckpointBytes) return null;
  return {
    path: 'model',
    ...say('memory.checkpointTooLarge', {
      needed: gigabytes(checkpointBytes),
      most: gigabytes(mostCheckpointBytes),
      parameters: parameterCount,
      fits: Math.floor(((mostCheckpointBytes / checkpointBytes) * parameterCount) / 1e6),
    }),
  };
}

/** What is wrong with a training that needs more memory than the whole machine has; null when it has enough. */
export function memoryIssue(spec: TrainingSpec, plan: SpecPlan, machineBytes: number): InputIssue | null {
  const needed = memoryOf(spec, plan);
  if (needed <= machineBytes) return null;
  return {
    path: 'model',
    ...say('memory.tooLarge', {
      needed: gigabytes(needed),
      available: gigabytes(machineBytes),
      parameters: plan.parameterCount,
      fullBatch: memoryOf({ ...spec, batchSize: 1 }, plan) <= machineBytes,
    }),
  };
}

function gigabytes(bytes: number): string {
  const amount = bytes / 1024 ** 3;
  return `${amount.toLocaleString('en-US', { maximumFractionDigits: amount < 10 ? 1 : 0 })} GB`;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
