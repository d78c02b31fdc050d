/** Why a training cannot go on or branch. */
export const resumeRefusalsSentences = {
  'goes.otherData': () =>
    'The data changed since the checkpoint was written (its SHA-256 differs), so training cannot go on from it. Put the old file back, or start a new run.',
  'goes.otherSpec': ({ part }: { part: string }) =>
    `The spec's "${part}" differs from the checkpoint's, so training cannot go on from it. Start a new run with the changed spec.`,
  'goes.unknownFile': () =>
    'This file is not a checkpoint that this version of Descent can read. Update Descent, or choose another checkpoint.',
  'goes.damagedFile': ({ reason }: { reason: string }) =>
    `The checkpoint cannot be used: ${reason}. Choose an earlier one.`,
} as const;
