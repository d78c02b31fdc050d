import type { TrainingSpec } from '#contract/training.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import { decodeCheckpoint, servedArrays } from './checkpoint.ts';
import { encodeSafetensors } from './safetensors.ts';

export interface ExportedModel {
  readonly spec: TrainingSpec;
  readonly step: number;
  readonly preprocessing: FittedPreprocessing;
  /** In the order of their names, which are those in `weights`: `dense1/weights`. */
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** A safetensors file of the arrays that predict; nothing that only training needs is in it. */
  readonly weights: Uint8Array;
}

/** What a checkpoint predicts with, for other programs. Throws `invalid_input` for a checkpoint that is damaged. */
export function exportModel(checkpoint: Uint8Array): ExportedModel {
  const { spec, step, preprocessing, arrays } = decodeCheckpoint(checkpoint);
  const served = servedArrays(arrays)
    .map((array) => ({ ...array, name: array.name.replace(/^weights\//, '') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    spec,
    step,
    preprocessing,
    arrays: served.map(({ name, shape }) => ({ name, shape })),
    weights: encodeSafetensors(served, { format: 'descent-model-1', model: spec.model.kind }),
  };
}
