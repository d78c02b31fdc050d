import type { ColumnType } from './dataset.ts';
import type { ParamValue } from './param.ts';
import type { Sentence } from './sentence.ts';

/** A layer as shown beside the form and on the run page. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  /** Output shape without the batch. */
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
  /** Additions and multiplications for one example, forward; training takes about three times as many. */
  readonly flops?: number;
  /** What training keeps of this layer for a batch: weights, gradients and the optimizer's, outputs and theirs. */
  readonly memoryBytes?: number;
}

/** A layer of a trained model with its weights, and the states of its norm, by their names and shapes. */
export interface RunLayer {
  readonly layer: string;
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** Learned weights of a linear model beside the closed-form least-squares solution on the same rows. */
export interface LinearResult {
  readonly names: readonly string[];
  readonly learned: readonly number[];
  readonly closedForm: readonly number[];
  /** Weight decay λ of the training, which the closed form has too: ridge regression. Left out where it is 0. */
  readonly weightDecay?: number;
  /** Largest absolute difference between the two. */
  readonly gap: number;
  /** The loss of each on the training rows. */
  readonly learnedLoss: number;
  readonly closedFormLoss: number;
  /** False when the gap is above the tolerance 1e-5: more iterations would come nearer. */
  readonly reached: boolean;
  /** Iterations that would bring the gap to 1e-5 at this learning rate, by the slowest eigenvalue; null if never. */
  readonly stepsNeeded: number | null;
}

/** Rows are true classes, columns predicted ones; counts over the held-out rows. */
export interface ConfusionResult {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** What an autoencoder made of the held-out rows, or of the training rows where none were held out. */
export interface ReconstructionResult {
  readonly split: 'train' | 'validation';
  /** Of the numbers of a row, as the model sees them; empty for images. */
  readonly names: readonly string[];
  /** [columns], or [height, width, channels]. */
  readonly shape: readonly number[];
  readonly count: number;
  /** The error below which so large a share of the rows lies. */
  readonly quantiles: readonly { readonly share: number; readonly error: number }[];
  /** Those with the largest errors, and some ordinary ones. */
  readonly rows: readonly ReconstructedRow[];
}

export interface ReconstructedRow {
  /** In the dataset, from 1. */
  readonly row: number;
  /** Mean squared difference of the two. */
  readonly error: number;
  /** Among those with the largest errors. */
  readonly unusual: boolean;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** An input of a trained model, for the form that predicts: what may be typed and what is filled in. */
export interface PredictionInput {
  readonly name: string;
  readonly type: ColumnType | 'image';
  readonly example: ParamValue;
  /** Of an image: the size that any picture is brought to. */
  readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
  readonly categories?: readonly string[];
}

/**
 * One row predicted. Of an autoencoder the value is the error, and `reconstruction` has what went in and came out. `classes` with probabilities for classification; `text` for a language model.
 */
export interface Prediction {
  readonly value: number | string;
  readonly classes?: readonly { readonly name: string; readonly probability: number }[];
  readonly text?: string;
  readonly reconstruction?: Pick<ReconstructionResult, 'names' | 'shape'> &
    Pick<ReconstructedRow, 'input' | 'output'>;
  /** What was unseen or left out, and what was done about it. */
  readonly warnings: readonly Sentence[];
}

/** What a trained model is asked with, from the results of its run; empty before they are known. */
export function predictionInputsOf(results: Readonly<Record<string, unknown>>): readonly PredictionInput[] {
  const inputs = results['predictionInputs'];
  return Array.isArray(inputs) && inputs.every(isInput) ? inputs : [];
}

function isInput(value: unknown): value is PredictionInput {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'name' in value && typeof value.name === 'string' && 'type' in value && typeof value.type === 'string'
  );
}
