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
  'run.edited': ({ step, changes }: { step: number; changes: string }) =>
    `Changed after step ${step}: ${changes}.`,
  'run.rolledBack': ({ diverged, step, rate }: { diverged: number; step: number; rate: number }) =>
    `Diverged at step ${diverged}; went back to the state after step ${step} with a learning rate of ${rate}.`,
  'run.budget': ({ step, limit, used, allowed }: Ended) =>
    `Ended after step ${step}, since its budget of ${limits[limit]} was used up: ${used} of ${allowed}.`,
  'run.stopsAfterEpoch': () => 'Stops once this epoch is over.',
} as const;
