type Refused = {
  readonly what: 'run' | 'advice';
  readonly id: number;
  readonly state: 'absent' | 'stopping' | 'waiting' | 'running' | 'paused';
  readonly wanted: 'paused' | 'resumed' | 'stopped' | 'stoppedAfterEpoch' | 'edited';
};

/** Why something that was asked of the core was not done. */
export const taskSentences = {
  'task.noRun': ({ run }: { run: number }) => `There is no run ${run}.`,
  'task.resumeInTrash': ({ run }: { run: number }) =>
    `Run ${run} is in the trash. Restore it first, then resume it.`,
  'task.notResumable': ({ run, state }: { run: number; state: string }) =>
    `Run ${run} is ${state} and cannot be resumed; start a new run with its settings instead.`,
  'task.refused': ({ what, id, state, wanted }: Refused) =>
    `${what === 'run' ? 'Run' : 'Advice'} ${id} is ${state === 'absent' ? 'not training' : state} and cannot be ${wanted === 'stoppedAfterEpoch' ? 'stopped after its epoch' : wanted}.`,
  'task.notStopped': () => 'The training did not stop when asked to, and was ended.',
  'task.closing': () => 'Descent is closing; nothing new is started.',
  'task.silent': ({ seconds }: { seconds: number }) =>
    `The worker gave no sign of life for ${seconds} s and was ended.`,
  'task.outOfMemory': ({ reason }: { reason: string }) =>
    `The training ran out of memory (${reason}). Try a smaller batch, a smaller model or less data.`,
  'task.noFile': ({ path }: { path: string }) => `There is no file ${path}. Check the path of the dataset.`,
  'task.noFileNorFolder': ({ path }: { path: string }) =>
    `${path} is neither a file nor a folder. Give the path of a file of data, or of a folder of images.`,
  'task.noFamily': ({ family }: { family: number }) => `There is no family ${family}. See: descent families`,
  'task.notDropped': () => 'There is no such file among those that were dropped into Descent.',
  'task.disconnected': () =>
    'The connection to Descent is lost. It is tried again by itself; then repeat what you did.',
} as const;
