import type { SpecEdit } from '#contract/live-edit.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { NamedArray } from '../optimizer/named-array.ts';

/** A state that a training may go back to. */
export interface GoodState {
  readonly step: number;
  readonly epoch: number;
  /** Of its checkpoint. */
  readonly bytes: Uint8Array;
}

/** What a training does when its loss is no number any more: goes back a few times, where its spec lets it. */
export interface Rollback {
  /** The state that it begins with; made only where it may be needed. */
  begin(step: number, bytes: () => Uint8Array): void;
  /** A checkpoint was written; one whose numbers are all finite takes the place of the one before. */
  keep(state: GoodState, arrays: readonly NamedArray[]): void;
  /** Where to go back to; null where the spec does not let it, or not again. */
  take(): GoodState | null;
  /** The spec with the rate that it goes on with. */
  lowered(spec: TrainingSpec): TrainingSpec;
}

/** `edits` are those of the whole training, so that a resumed one does not begin to count anew. */
export function openRollback(spec: TrainingSpec, edits: readonly SpecEdit[]): Rollback {
  const rule = spec.onNonFinite;
  const rollsBack = rule?.rollback === true;
  let left = (rule?.attempts ?? 0) - edits.filter(({ cause }) => cause === 'rollback').length;
  let good: GoodState | null = null;
  return {
    begin: (step, bytes) => {
      if (rollsBack) good = { step, epoch: 0, bytes: bytes().slice() };
    },
    keep: (state, arrays) => {
      if (!rollsBack || state.step < (good?.step ?? 0) || !arrays.every(isFinite)) return;
      // What is told is given away.
      good = { ...state, bytes: state.bytes.slice() };
    },
    take: () => {
      if (!rollsBack || left <= 0 || good === null) return null;
      left--;
      return { ...good, bytes: good.bytes.slice() };
    },
    lowered: (given) => ({
      ...given,
      optimizer: {
        ...given.optimizer,
        learningRate: Number((given.optimizer.learningRate * (rule?.factor ?? 1)).toPrecision(6)),
      },
    }),
  };
}

/** States of guidance may be infinite, as the best of nothing is. */
function isFinite({ name, values }: NamedArray): boolean {
  if (name.startsWith('guidance/')) return true;
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}
