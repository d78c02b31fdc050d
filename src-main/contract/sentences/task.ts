/** Why something that was asked of the core was not done. */
export const taskSentences = {
  'task.noRun': ({ run }: { run: number }) => `There is no run ${run}.`,
  'task.resumeInTrash': ({ run }: { run: number }) =>
    `Run ${run} is in the trash. Restore it first, then resume it.`,
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
