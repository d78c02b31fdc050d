import type { FittedImages } from './image/fitted-images.ts';
import type { FittedAffine } from './steps/affine.ts';
import type { FittedBag } from './steps/bag-of-words.ts';
import type { FittedChoice, FittedRequire } from './steps/choose.ts';
import type { FittedClip } from './steps/clip.ts';
import type { FittedDateParts } from './steps/date-parts.ts';
import type { FittedEmbed } from './steps/embed.ts';
import type { FittedHashing } from './steps/hashing.ts';
import type { FittedImpute } from './steps/impute.ts';
import type { FittedLog } from './steps/log.ts';
import type { FittedOneHot } from './steps/one-hot.ts';
import type { FittedOrdinal } from './steps/ordinal.ts';
import type { FittedPolynomial } from './steps/polynomial.ts';
import type { FittedQuantile } from './steps/quantile.ts';
import type { FittedTargetEncoding } from './steps/target-encoding.ts';
import type { FittedYeoJohnson } from './steps/yeo-johnson.ts';
import type { FittedText } from './text/tokenizer.ts';
import type { SlashOrder } from '../dataset/dates.ts';

/** A step with what it learned from the training rows, as plain JSON: it is saved with every checkpoint. */
export type FittedStep =
  | FittedImpute
  | FittedRequire
  | FittedAffine
  | FittedLog
  | FittedYeoJohnson
  | FittedQuantile
  | FittedClip
  | FittedOneHot
  | FittedOrdinal
  | FittedEmbed
  | FittedHashing
  | FittedTargetEncoding
  | FittedDateParts
  | FittedBag
  | FittedPolynomial
  | FittedChoice;

/** An input as a person knows it, before any step. */
export interface FittedInput {
  readonly name: string;
  readonly type: 'number' | 'category' | 'date' | 'text';
  /** A typical training value: the median, the commonest category, or the first text. */
  readonly example: number | string;
  readonly categories?: readonly string[];
  /** How dates with slashes are read. */
  readonly slashes?: SlashOrder;
}

/**
 * What the model's output means: a class, its own inputs, or a number in units of (y − shift) / divideBy, where y is log(1 + target)
 * if `logarithm` says so, else the target itself.
 */
export type FittedTarget =
  | { readonly kind: 'class'; readonly name: string; readonly classes: readonly string[] }
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly logarithm?: boolean;
      readonly shift: number;
      readonly divideBy: number;
    }
  /** The row itself, as the model sees it. */
  | { readonly kind: 'inputs'; readonly name: string };

/** An output column of ids from 0 up to `count`. */
export interface IdOutput {
  readonly name: string;
  readonly place: number;
  readonly count: number;
}

export interface FittedTable {
  readonly kind: 'table';
  readonly inputs: readonly FittedInput[];
  readonly steps: readonly FittedStep[];
  readonly target: FittedTarget;
  /** Names of the columns that come out, in order. */
  readonly outputs: readonly string[];
  /** Those that hold ids for a model to embed, by their place among the outputs; none when left out. */
  readonly ids?: readonly IdOutput[];
  /** What is done to every row as an image, where it is one and there are such steps. */
  readonly images?: FittedImages;
  /** [columns], or [height, width, channels] of images. */
  readonly shape: readonly number[];
}

export type FittedPreprocessing = FittedTable | FittedText;
