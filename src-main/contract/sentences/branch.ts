type Stretch = {
  readonly from: number;
  readonly to: number;
};

/** With the first thing that differs. */
type Differing = Stretch & {
  readonly name: string;
  readonly step: number;
};

const again = ({ from, to }: Stretch): string => `Steps ${from} to ${to} were computed again: `;

/** Checkpoints, branches, and trainings that are computed again. */
export const branchSentences = {
  'branch.inTrash': ({ run }: { run: number }) =>
    `Run ${run} is in the trash. Restore it first, then branch from it.`,
  'branch.damaged': ({ run, step }: { run: number; step: number }) =>
    `The checkpoint at step ${step} of run ${run} is damaged. Choose another one.`,
  'branch.noCheckpoint': ({ run }: { run: number }) => `Run ${run} has no checkpoint yet to branch from.`,
  'branch.noCheckpointAt': ({ run, step, steps }: { run: number; step: number; steps: string }) =>
    `Run ${run} has no checkpoint at step ${step}. Choose one of these steps: ${steps}.`,
  'branch.beginningGone': ({ run, step }: { run: number; step: number }) =>
    `Run ${run} branched at step ${step}, and the checkpoint that it began with is deleted or damaged. Branch again from another checkpoint of its parent.`,
  'branch.otherData': () =>
    'The data changed since the checkpoint was written (its SHA-256 differs), so nothing can branch from it. Put the old file back, or start a new run.',
  'branch.keeps': ({ field }: { field: string }) =>
    `A branch keeps "${field}", since the weights were made with it. Leave it as it was, or start a new run.`,
  'branch.keepsSeed': () =>
    'A branch keeps the seed, which also says which rows are held out. Leave it as it was, or start a new run.',
  'branch.lacksArray': ({ name }: { name: string }) =>
    `The checkpoint has no "${name}", which this model needs. A branch keeps the layers of its parent; to take over the weights of some of them, start a new run with the initializer "run".`,
  'branch.otherShape': ({ name, before, now }: { name: string; before: string; now: string }) =>
    `The checkpoint's "${name}" is ${before}, and this model's is ${now}. A branch keeps the layers of its parent; to take over the weights of some of them, start a new run with the initializer "run".`,
  'branch.extraArray': ({ name }: { name: string }) =>
    `The checkpoint has "${name}", which this model lacks. A branch keeps the layers of its parent; to take over the weights of some of them, start a new run with the initializer "run".`,
  'branch.tooShort': (too: { step: number; given: number; field: 'epochs' | 'steps'; last: number }) =>
    `The training goes on after step ${too.step}, and ${too.given} ${too.field} end with step ${too.last}. Give more ${too.field}.`,
  'checkpoint.damaged': ({ step }: { step: number }) =>
    `The checkpoint at step ${step} is damaged: its bytes are not those that were written. It is not used any more.`,
  'checkpoint.needed': ({ run, state }: { run: number; state: string }) =>
    `Run ${run} is ${state} and may still need its checkpoints. Stop it first, or wait for its end.`,
  'checkpoint.notThere': ({ run, step, steps }: { run: number; step: number; steps: string }) =>
    `Run ${run} has no checkpoint at step ${step}. ${steps === '' ? 'It has none.' : `It has ${steps}.`}`,
  'verify.trains': ({ run, state }: { run: number; state: string }) =>
    `Run ${run} is ${state}. Wait for its end, or stop it.`,
  'verify.neverTrained': ({ run }: { run: number }) =>
    `Run ${run} was never trained, so there is nothing to compute again.`,
  'verify.nothingAfter': ({ run, step }: { run: number; step: number }) =>
    `Run ${run} has nothing after step ${step} to compare with. Begin earlier, for example with --from 0.`,
  'verify.exact': (verified: Stretch & { points: number; arrays: number }) =>
    `${again(verified)}all ${verified.points} points and ${verified.arrays} arrays are the same, bit by bit.`,
  'verify.sameThisTime': (verified: Stretch & { points: number; arrays: number }) =>
    `${again(verified)}all ${verified.points} points and ${verified.arrays} arrays are the same this time, bit by bit: a difference of 0 was measured. The engine does not promise it; another time it may be close, not identical.`,
  'verify.closeBy': (
    verified: Differing & {
      weights: number;
      weightsShare: number;
      pointsShare: number;
    },
  ) =>
    `${again(verified)}close, not identical, on an engine that does not repeat every bit. Weights differ by at most ${verified.weights}, which is ${verified.weightsShare} of the largest of their kind; points by at most ${verified.pointsShare} of themselves, first ${verified.name} at step ${verified.step}.`,
  'verify.differs': (verified: Differing) =>
    `${again(verified)}${verified.name} differs at step ${verified.step}.`,
  'verify.notComparable': (verified: Stretch & { changed: string }) =>
    `${again(verified)}the bits differ, as has to be expected: ${verified.changed} changed since.`,
  'rerun.exact': ({ run }: { run: number }) => `Exactly as run ${run}: the weights have the same bits.`,
  'rerun.approximate': ({ run }: { run: number }) =>
    `Approximately as run ${run}: the weights have other bits.`,
} as const;
