type Ended = {
  readonly step: number;
  readonly limit: 'steps' | 'epochs' | 'seconds' | 'wattHours' | 'memoryBytes' | 'diskBytes';
  /** In the unit that a person reads, such as `2.5 MB`. */
  readonly used: string;
  readonly allowed: string;
};

const limits: Readonly<Record<Ended['limit'], string>> = {
  steps: 'steps',
  epochs: 'epochs',
  seconds: 'time',
  wattHours: 'energy',
  memoryBytes: 'memory',
  diskBytes: 'disk',
};

/** Settings that change while a run trains, budgets, and a training that goes back. */
export const editSentences = {
  'edit.nothing': () => 'Nothing would change: the settings have these values already.',
  'edit.notEditable': ({ path, near, settings }: { path: string; near: string; settings: string }) =>
    `${path} cannot be changed while a run trains${near === 'none' ? '' : ` (did you mean ${near}?)`}. What can be: ${settings}. For everything else, branch from a checkpoint.`,
  'edit.tooLate': () =>
    'The training ended before the change could be taken. Branch from one of its checkpoints instead.',
  'edit.notTraining': ({ run, state }: { run: number; state: string }) =>
    `Run ${run} is ${state} and has no next step. Branch from one of its checkpoints with other settings, or start a new run.`,
  'edit.notBegun': ({ run }: { run: number }) =>
    `Run ${run} has not begun yet. Stop it and start it with other settings.`,
  'edit.noneToUndo': ({ run }: { run: number }) => `No settings of run ${run} were changed while it trained.`,
  'edit.noSuchEdit': ({ run, edit, last }: { run: number; edit: number; last: number }) =>
    `Run ${run} has no change ${edit}; its changes are numbered from 0 to ${last}.`,
  'edit.undoRollback': ({ step }: { step: number }) =>
    `What was changed after step ${step} was not a wish but what kept the training from diverging. Branch from a checkpoint before it instead.`,
  'edit.undoEnded': ({ run, state, step }: { run: number; state: string; step: number }) =>
    `Run ${run} is ${state} and cannot go back any more. Branch from its checkpoint after step ${step}, which is the one before the change.`,
  'edit.undoBranched': ({ run, branch, step }: { run: number; branch: number; step: number }) =>
    `Run ${branch} branched from run ${run} after the change and shares its history up to there. Branch from the checkpoint after step ${step} instead.`,
  'edit.undoUnderWay': ({ run }: { run: number }) =>
    `A change of run ${run} is just being taken back. Try again once it has gone back.`,
  'edit.stopAtWhilePaused': ({ run }: { run: number }) =>
    `Run ${run} is training already, so that it cannot be told to stop at a step. Resume it without one, or stop it first.`,
  'edit.stopAtPassed': ({ run, step, stopAt }: { run: number; step: number; stopAt: number }) =>
    `Run ${run} goes on from step ${step}, so that it cannot stop after step ${stopAt}. Give a later step.`,
  'run.undone': ({ step, changes, lost }: { step: number; changes: string; lost: number }) =>
    `Taken back: ${changes}. Goes on from step ${step}; ${lost} ${lost === 1 ? 'step' : 'steps'} were given up.`,
  'run.edited': ({ step, changes }: { step: number; changes: string }) =>
    `Changed after step ${step}: ${changes}.`,
  'run.rolledBack': ({ diverged, step, rate }: { diverged: number; step: number; rate: number }) =>
    `Diverged at step ${diverged}; went back to the state after step ${step} with a learning rate of ${rate}.`,
  'run.budget': ({ step, limit, used, allowed }: Ended) =>
    `Ended after step ${step}, since its budget of ${limits[limit]} was used up: ${used} of ${allowed}.`,
  'run.stopsAfterEpoch': () => 'Stops once this epoch is over.',
} as const;
