import { CodedError } from '#contract/errors.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { CheckpointState } from './checkpoint.ts';
import type { Prepared } from './prepared.ts';

/** Throws `conflict` where going on from the checkpoint would not give what the training would have become. */
export function checkResumable(earlier: CheckpointState, spec: TrainingSpec, prepared: Prepared): void {
  if (earlier.datasetSha256 !== prepared.datasetSha256) {
    throw new CodedError(
      'conflict',
      'The data changed since the checkpoint was written (its SHA-256 differs), so training cannot go on from it. Put the old file back, or start a new run.',
    );
  }
  for (const part of ['model', 'optimizer', 'preprocessing', 'dataset', 'freeze', 'adapter'] as const) {
    const kind = part === 'optimizer' ? [earlier.spec.optimizer.kind, spec.optimizer.kind] : null;
    const before = kind === null ? JSON.stringify(earlier.spec[part]) : kind[0];
    const now = kind === null ? JSON.stringify(spec[part]) : kind[1];
    if (before === now) continue;
    throw new CodedError(
      'conflict',
      `The spec's "${part}" differs from the checkpoint's, so training cannot go on from it. Start a new run with the changed spec.`,
    );
  }
}
