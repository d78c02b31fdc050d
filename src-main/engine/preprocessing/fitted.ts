import type { ColumnType } from '#contract/dataset.ts';

/** A step with what it learned from the training rows, as plain JSON: it is saved with every checkpoint. */
export type FittedStep =
  | {
      readonly step: 'impute';
      readonly numbers: readonly { readonly column: string; readonly value: number }[];
      readonly categories: readonly { readonly column: string; readonly value: string }[];
    }
  /** x ↦ (x − shift) / divideBy: standardise, minMax and scale alike. */
  | {
      readonly step: 'standardise' | 'minMax' | 'scale';
      readonly columns: readonly {
        readonly column: string;
        readonly shift: number;
        readonly divideBy: number;
      }[];
    }
  | {
      readonly step: 'oneHot';
      readonly columns: readonly { readonly column: string; readonly categories: readonly string[] }[];
    };

/** An input as a person knows it, before any step. */
export interface FittedInput {
  readonly name: string;
  readonly type: Extract<ColumnType, 'number' | 'category'>;
  /** A typical training value: the median, or the commonest category. */
  readonly example: number | string;
  readonly categories?: readonly string[];
}

/** What the model's output means: a class, or a number in units of (y − shift) / divideBy. */
export type FittedTarget =
  | { readonly kind: 'class'; readonly name: string; readonly classes: readonly string[] }
  | { readonly kind: 'number'; readonly name: string; readonly shift: number; readonly divideBy: number };

export interface FittedTable {
  readonly kind: 'table';
  readonly inputs: readonly FittedInput[];
  readonly steps: readonly FittedStep[];
  readonly target: FittedTarget;
  /** Names of the columns that come out, in order. */
  readonly outputs: readonly string[];
  /** [columns], or [height, width, channels] after the step "image". */
  readonly shape: readonly number[];
}

export interface FittedText {
  readonly kind: 'text';
  /** Characters by id − 1; id 0 is every other character. */
  readonly vocabulary: readonly string[];
}

export type FittedPreprocessing = FittedTable | FittedText;
