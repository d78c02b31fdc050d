import { CodedError } from '#contract/errors.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import type { CheckpointState } from './checkpoint.ts';
import type { Prepared } from './prepared.ts';

/** Throws `conflict` where going on from the checkpoint would not give what the training would have become. */
export function checkResumable(earlier: CheckpointState, spec: TrainingSpec, prepared: Prepared): void {
  if (earlier.datasetSha256 !== prepared.datasetSha256) {
    throw new CodedError('conflict', say('goes.otherData'));
  }
  for (const part of ['model', 'optimizer', 'preprocessing', 'dataset', 'freeze', 'adapter'] as const) {
    const kind = part === 'optimizer' ? [earlier.spec.optimizer.kind, spec.optimizer.kind] : null;
    const before = kind === null ? JSON.stringify(earlier.spec[part]) : kind[0];
    const now = kind === null ? JSON.stringify(spec[part]) : kind[1];
    if (before === now) continue;
    throw new CodedError('conflict', say('goes.otherSpec', { part }));
  }
}
