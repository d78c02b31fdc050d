type Best = {
  /** Its key; `loss` for the loss that the spec names none for. */
  readonly metric: string;
  readonly bestStep: number;
  readonly value: number;
  readonly restored: boolean;
};

type StoppedEarly = Best & {
  readonly step: number;
  readonly patience: number;
};

type Ended = {
  /** -1 where none was logged, or none begun. */
  readonly lastStep: number;
  readonly checkpointStep: number;
};

const restored = (best: Best): string => (best.restored ? ' The run keeps the weights of that step.' : '');

/** What happens to a run. */
export const runSentences = {
  'run.started': ({ engine, variant }: { engine: string; variant: string }) =>
    `Started with ${engine} (${variant}).`,
  'run.paused': ({ step }: { step: number }) => `Paused after step ${step}.`,
  'run.unpaused': () => 'Resumed.',
  'run.resumed': ({ step }: { step: number }) => `Resumed from the checkpoint at step ${step}.`,
  'run.resumedElsewhere': ({ step, variant, before }: { step: number; variant: string; before: string }) =>
    `Resumed from the checkpoint at step ${step} on another engine (${variant} instead of ${before}): close to the uninterrupted run, but not identical.`,
  'run.rateLowered': ({ step, rate }: { step: number; rate: number }) =>
    `The learning rate was lowered to ${rate} after step ${step}, since the metric it watches did not improve.`,
  'run.best': (best: Best) =>
    `${best.metric === 'loss' ? 'The loss' : best.metric} was best after step ${best.bestStep}, at ${best.value}.${restored(best)}`,
  'run.stoppedEarly': (best: StoppedEarly) =>
    `Stopped early after step ${best.step}: ${best.metric === 'loss' ? 'the loss' : best.metric} did not improve for ${best.patience} evaluations. It was best after step ${best.bestStep}, at ${best.value}.${restored(best)}`,
  'run.diverged': ({
    step,
    what,
    rate,
  }: {
    step: number;
    what: 'nan' | 'infinite' | 'weights' | 'validation';
    rate: number;
  }) => {
    const happened = {
      nan: 'the loss became NaN',
      infinite: 'the loss became infinite',
      weights: 'weights became NaN',
      validation: 'the validation loss is no longer finite',
    }[what];
    return `diverged at step ${step}: ${happened}. Try a lower learning rate, such as ${rate}.`;
  },
  'run.complete': ({ step }: { step: number }) => `Complete after step ${step}.`,
  'run.stopped': ({ step }: { step: number }) => `Stopped after step ${step}.`,
  'run.failed': ({ step }: { step: number }) => `Failed after step ${step}.`,
  'run.closed': () => 'Descent was closed while this run trained. It can be resumed.',
  'run.storageWaited': () => 'Nothing could be written; the run waited until it could. No point was lost.',
  'run.neverBegun': () => 'Descent ended before this run could begin. Resume it to train it.',
  'run.interrupted': ({ lastStep, checkpointStep }: Ended) => {
    const kept = lastStep === -1 ? 'No point was logged' : `Every point up to step ${lastStep} is kept`;
    const next =
      checkpointStep === -1
        ? 'it had written no checkpoint yet, so that it can only be trained anew'
        : `it can go on from its checkpoint at step ${checkpointStep}`;
    return `Descent ended without warning while this run trained. ${kept}; ${next}.`;
  },
  'run.unrecorded': ({ entry, reason }: { entry: string; reason: string }) =>
    `Could not be recorded: ${entry}. ${reason}`,
  'run.resumedClosely': ({ step }: { step: number }) =>
    `Resumed from the checkpoint at step ${step}. This engine does not repeat every bit: close to the uninterrupted run, but not identical.`,
  'run.branched': ({ step }: { step: number }) => `Branched from the checkpoint at step ${step}.`,
} as const;
