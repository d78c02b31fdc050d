import type { AdviceKind } from '#contract/advice.ts';
import type { InputIssue } from '#contract/errors.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';

const megabyte = 1024 * 1024;
/** A worker with the engine loaded, before any data. Measured: 65 to 100 MB, and 12 to 17 for a thread that helps. */
const workerBytes = 115 * megabyte;
/** Weights, gradients, up to three slots of the optimizer, and what is on the way. */
const arraysPerWeight = 6;
const bytesPerNumber = 4;

/**
 * Bytes that the worker of a training is expected to need: reserved before it starts, so that several do not start
 * into memory that is there once. The weights with all that goes with them; the outputs of every layer for one batch,
 * forward and backward; the data as numbers.
 */
export function memoryOf(spec: TrainingSpec, plan: SpecPlan): number {
  const batch = spec.batchSize === 'full' ? plan.trainRows : Math.min(spec.batchSize, plan.trainRows);
  const rows = plan.trainRows + plan.validationRows;
  const outputs = plan.layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 0);
  return (
    workerBytes +
    plan.parameterCount * arraysOf(spec) * bytesPerNumber +
    batch * outputs * 2 * bytesPerNumber +
    (plan.dataBytes ?? rows * sizeOf(plan.layers[0]?.outputShape ?? []) * bytesPerNumber)
  );
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
      return own + (racers - 1) * plan.parameterCount * arraysPerWeight * bytesPerNumber;
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

/** Numbers kept for every weight. L-BFGS keeps two vectors a step of its history, in double precision. */
function arraysOf({ optimizer, averaging, earlyStopping }: TrainingSpec): number {
  const kept = (averaging === undefined ? 0 : 2) + (earlyStopping?.restoreBest === true ? 1 : 0);
  return arraysPerWeight + kept + (optimizer.kind === 'lbfgs' ? 4 * optimizer.history : 0);
}

/** What is wrong with a training that needs more memory than the whole machine has; null when it has enough. */
export function memoryIssue(spec: TrainingSpec, plan: SpecPlan, machineBytes: number): InputIssue | null {
  const needed = memoryOf(spec, plan);
  if (needed <= machineBytes) return null;
  const parameters = plan.parameterCount.toLocaleString('en-US');
  return {
    path: 'model',
    message: `needs about ${gigabytes(needed)} of memory to train (${parameters} parameters), and this computer has ${gigabytes(machineBytes)}. Make the layers smaller${spec.batchSize === 'full' ? ', or the batch' : ''}.`,
  };
}

function gigabytes(bytes: number): string {
  const amount = bytes / 1024 ** 3;
  return `${amount.toLocaleString('en-US', { maximumFractionDigits: amount < 10 ? 1 : 0 })} GB`;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
