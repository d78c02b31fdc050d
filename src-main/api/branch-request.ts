import { followKinds } from '#contract/changed-kind.ts';
import { CodedError } from '#contract/errors.ts';
import { specBefore } from '#contract/live-edit.ts';
import { parse } from '#contract/parse.ts';
import { say } from '#contract/sentence.ts';
import { withChanges, type SpecDocument } from '#contract/spec-changes.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { usableCheckpoints } from '../query/checkpoints.ts';
import { historyOf } from '../query/history.ts';
import { runDetail } from '../query/run-detail.ts';
import { withoutParent } from './initial-weights.ts';
import { bytesOf, type CheckpointSource, type WholeCheckpoint } from './whole-checkpoint.ts';

/** A branch as it was asked for: of a run as it is shown, its parents' part included. */
export interface BranchRequest {
  readonly run: number;
  readonly step: number;
  readonly changes: Readonly<Record<string, unknown>>;
}

/** What it comes to. */
export interface FoundBranch {
  /** The run that has the checkpoint: the one that was named, or one that it branched from. */
  readonly parent: number;
  readonly checkpoint: WholeCheckpoint;
  readonly spec: TrainingSpec;
  readonly name: string;
}

/**
 * The checkpoint after `step` and the spec with its changes. Throws `not_found` for a run or a checkpoint that is not
 * there, `conflict` for a run in the trash, `storage_corrupt` for a damaged checkpoint, and `invalid_input` naming the
 * field for changes that make no spec.
 */
export function findBranch(
  source: CheckpointSource & { readonly clock: () => number },
  { run, step, changes }: BranchRequest,
): FoundBranch {
  const { spec: initial, edits, name, trashedAt } = runDetail(source.db, run, source.clock());
  if (trashedAt !== null) {
    throw new CodedError('conflict', say('branch.inTrash', { run }));
  }
  const found = checkpointAt(source, run, step);
  const spec = specBefore(initial, edits, step);
  const before: SpecDocument = { ...withoutParent(spec) };
  const given = new Set(Object.keys(changes));
  const changed = followKinds(before, withChanges(before, Object.entries(changes)), given);
  const base = name.replace(/ · from step \d+$/, '');
  return {
    ...found,
    spec: parse(trainingSpecSchema, changed, 'The changed training spec'),
    name: typeof changes['name'] === 'string' ? changes['name'] : named(base, step),
  };
}

function checkpointAt(
  source: CheckpointSource,
  run: number,
  step: number,
): Pick<FoundBranch, 'parent' | 'checkpoint'> {
  const { db } = source;
  const steps: number[] = [];
  for (const { run: holder, until } of historyOf(db, run).toReversed()) {
    for (const checkpoint of usableCheckpoints(db, holder)) {
      if (until !== null && checkpoint.step > until) continue;
      steps.push(checkpoint.step);
      if (checkpoint.step !== step) continue;
      const bytes = bytesOf(source, holder, checkpoint);
      if (bytes !== null) return { parent: holder, checkpoint: { ...checkpoint, bytes } };
      throw new CodedError('storage_corrupt', say('branch.damaged', { run, step }));
    }
  }
  throw new CodedError(
    'not_found',
    steps.length === 0
      ? say('branch.noCheckpoint', { run })
      : say('branch.noCheckpointAt', { run, step, steps: listed(steps) }),
    { run, step, steps },
  );
}

function listed(steps: readonly number[]): string {
  return [...new Set(steps)].sort((a, b) => a - b).join(', ');
}

/** Names have at most 200 characters. */
function named(name: string, step: number): string {
  const label = ` · from step ${step}`;
  return name.slice(0, 200 - label.length) + label;
}
