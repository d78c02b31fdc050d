import { grouped } from './words.ts';

/** Settings that do nothing, or not what they are for, in a training. */
export const idleSentences = {
  'idle.datasetImage': () =>
    '"dataset.image" does nothing: it is the size that the files of a folder of images are read at.',
  'idle.averaging': ({ count, steps }: { count: number; steps: number }) =>
    `Stochastic weight averaging would take in ${count === 0 ? 'no step' : 'one step alone'} of ${steps}, so that nothing is averaged. Train longer, begin earlier ("averaging.start"), or average more often ("averaging.everySteps").`,
  'idle.warmUp': ({ warmUp, steps }: { warmUp: number; steps: number }) =>
    `The learning rate warms up for ${warmUp} steps, and the training has ${steps}: it never reaches its full rate. Set "schedule.warmupSteps" lower.`,
  'idle.earlyStopping': ({ patience, evaluations, restored }: EarlyStopping) =>
    `Early stopping waits for ${patience} evaluations, and there are ${evaluations}: it never stops the training. Lower "earlyStopping.patience", or evaluate more often.${restored ? ' The best weights are kept all the same.' : ''}`,
  'idle.plateau': ({ patience, evaluations }: { patience: number; evaluations: number }) =>
    `The plateau schedule waits for ${patience} evaluations, and there are ${evaluations}: the rate is never lowered. Lower "schedule.patience", or evaluate more often.`,
  'idle.equalUnits': ({ initializer }: { initializer: string }) =>
    `With the initializer "${initializer}" all units of a layer begin alike and stay alike: the layer learns as if it had one unit. Leave "initializer" out.`,
  'idle.embeddingWidth': () =>
    '"model.embeddingWidth" does nothing, since no step "embed" makes ids of a column.',
  'idle.contextLength': () => '"model.contextLength" does nothing for a table; it is for text.',
  'idle.imputeConstant': ({ path }: { path: string }) =>
    `"${path}" does nothing, since the step does not fill in a constant. Set "with" to "constant".`,
  'idle.batchNormOfText': () =>
    'A batch norm takes its statistics over all positions in training, also over later ones, which a text model has to predict: its training loss may look better than the one of evaluations. "layerNorm" has no such look ahead.',
  'idle.unscaled': ({ wide, narrow, times }: { wide: string; narrow: string; times: number }) =>
    `"${wide}" spreads ${grouped(times)} times as wide as "${narrow}", so that no learning rate suits the weights of both. Add the step "standardise".`,
  'idle.manyEpochs': ({ epochs, steps }: { epochs: number; steps: number }) =>
    `${grouped(epochs)} passes over the data are ${grouped(steps)} steps. If ${grouped(epochs)} steps were meant, set "steps" to ${epochs} instead of "epochs".`,
} as const;

type EarlyStopping = {
  readonly patience: number;
  readonly evaluations: number;
  readonly restored: boolean;
};
