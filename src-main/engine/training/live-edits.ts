import { changesInWords, settingChanges, type EditCause, type SpecEdit } from '#contract/live-edit.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { batchSizeOf, planOf } from './batch-plan.ts';
import { branchArrays, branchedPreparation } from './branch.ts';
import { checkOptimization } from './check-optimization.ts';
import type { CheckpointState } from './checkpoint.ts';
import type { Prepared } from './prepared.ts';

/** Settings that somebody wishes to change while a training runs. */
export interface WishedEdit {
  /** The spec with the wished changes; throws `invalid_input` for what makes none. */
  apply(spec: TrainingSpec): TrainingSpec;
  taken(edit: SpecEdit): void;
  refused(error: unknown): void;
}

type SavedState = CheckpointState & { readonly arrays: readonly NamedArray[] };

/** How a training goes on from a state of its own under another spec. */
export interface Changed {
  readonly prepared: Prepared;
  readonly arrays: readonly NamedArray[];
}

/**
 * A training goes on under a changed spec as a branch would, except that it keeps what it had found out: its best
 * evaluations, and how long early stopping has waited. Throws `invalid_input` naming the field for settings that do
 * not fit the data or that would end it before this step.
 */
export function changedTraining(state: SavedState, spec: TrainingSpec, prepared: Prepared): Changed {
  const branched = branchedPreparation(state, spec, withOtherBatches(spec, prepared));
  return { prepared: branched, arrays: branchArrays(state, spec, branched, 'sameRun') };
}

/** The same data and model, cut into the batches that the spec says. */
function withOtherBatches(spec: TrainingSpec, prepared: Prepared): Prepared {
  const { plan, model } = prepared;
  const batchSize = batchSizeOf(spec, plan.trainRows, prepared.fitted.kind === 'text' ? 'stretches' : 'rows');
  const { trainedCount, checkpointBytes } = plan;
  const changed = {
    ...prepared,
    batchSize,
    plan: {
      ...planOf(spec, model, plan.trainRows, plan.validationRows, batchSize),
      ...(trainedCount === undefined ? {} : { trainedCount }),
      checkpointBytes,
    },
  };
  checkOptimization(spec, changed);
  return changed;
}

/** What a training tells of an edit once it has taken it. */
export function editedEvent(
  step: number,
  cause: EditCause,
  { before, after }: { readonly before: TrainingSpec; readonly after: TrainingSpec },
  replayed: boolean,
): Extract<TrainingEvent, { kind: 'edited' }> {
  const edit: SpecEdit = { step, cause, changes: settingChanges(before, after), spec: after };
  return {
    kind: 'edited',
    edit,
    ...say('run.edited', { step, changes: changesInWords(edit.changes) }),
    replayed,
  };
}
