import type { Sentence } from './sentence.ts';

/** As many runs are asked for predictions at once: each is a model that goes through its held-out rows. */
export const mostPredicting = 8;

/** What a model answers for its held-out rows, row by row. Of classes, numbers are places among `classes`. */
export interface HeldOutPredictions {
  readonly datasetSha256: string;
  /** Empty where a number is predicted. */
  readonly classes: readonly string[];
  /** In the dataset, from 0. */
  readonly rows: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  /** Probability of the predicted class, where the loss gives one; else empty. */
  readonly confidence: Float64Array;
}

/** `disagreement`: where the answers differ most first. `error`: where they are wrong most. `row`: as in the data. */
export const predictionOrders = ['disagreement', 'error', 'row'] as const;
export type PredictionOrder = (typeof predictionOrders)[number];

export interface PredictedRow {
  /** In the dataset, from 0. */
  readonly row: number;
  /** The true class or number. */
  readonly actual: string | number;
  /** In the order of the runs. */
  readonly answers: readonly { readonly value: string | number; readonly confidence: number | null }[];
}

export interface ComparedPredictions {
  /** Those whose answers are here, in the order asked for; the others are told of in `notes`. */
  readonly runs: readonly number[];
  readonly kind: 'class' | 'number';
  /** Rows that all of these runs held out. */
  readonly total: number;
  /** Of those, rows on which classes differ; null of numbers. */
  readonly disagreeing: number | null;
  /** A part of them. */
  readonly rows: readonly PredictedRow[];
  readonly notes: readonly Sentence[];
}
