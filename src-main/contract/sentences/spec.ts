import { grouped, listed } from './words.ts';

type Inherited = {
  readonly run: number;
  readonly step: number;
  readonly layers: readonly string[];
  /** Layers of another shape, with both shapes. */
  readonly differing: readonly string[];
  readonly anew: readonly string[];
};

/** Of a text's pieces: `characters`, `words`, `bytes` or `tokens`. */
type Pieces = string;

/** What a spec amounts to on its data. */
export const specSentences = {
  'steps.foundNothing': ({ step }: { step: string }) =>
    `The step "${step}" found no column that it works on.`,
  'steps.dateParts': ({ columns }: { columns: readonly string[] }) =>
    `Turned into parts of the date, since no step says otherwise: ${columns.join(', ')}.`,
  'steps.oneHot': ({ columns }: { columns: readonly string[] }) =>
    `One-hot encoded, since no step says otherwise: ${columns.join(', ')}.`,
  'steps.channelsNormalised': ({ mean, deviation }: { mean: string; deviation: string }) =>
    `Images are normalised by the mean ${mean} and the standard deviation ${deviation}, channel by channel.`,

  'text.heldOutTooShort': ({ count, pieces, context }: { count: number; pieces: Pieces; context: number }) =>
    `The ${count} ${pieces} held out are fewer than a context of ${context}: nothing is validated.`,
  'text.unknownHeldOut': ({ share, pieces }: { share: string; pieces: Pieces }) =>
    `${share} of the ${pieces} held out are unknown: the training text has them too rarely. A lower "minCount" or the step "bytePairs" leaves fewer unknown.`,
  'text.unknownPrompt': ({ pieces, unknown }: { pieces: Pieces; unknown: string }) =>
    `The prompt has ${pieces} that the training text lacks: ${unknown}`,

  'inherited.begins': ({ run, step, layers, differing, anew }: Inherited) =>
    [
      `Begins with the weights of run ${run} after step ${step}: ${listed(layers)}.`,
      differing.length === 0 ? '' : ` Of another shape, so begun anew: ${listed(differing)}.`,
      anew.length === 0 ? '' : ` Begun anew: ${listed(anew)}.`,
    ].join(''),
  'inherited.otherColumns': ({ run }: { run: number }) =>
    `The columns after preprocessing are not those of run ${run}, so its first layer may not mean the same here. Name other layers, or use the same data and preprocessing.`,
  'inherited.otherPieces': ({ run, pieces }: { run: number; pieces: Pieces }) =>
    `The ${pieces} are not those of run ${run}, so its first layer may not mean the same here. Name other layers, or use the same data and preprocessing.`,

  'memory.checkpointTooLarge': (found: { needed: string; most: string; parameters: number; fits: number }) =>
    `has ${grouped(found.parameters)} parameters, whose checkpoint takes ${found.needed} with what the optimizer keeps, and one file holds at most ${found.most}. Make the layers smaller: about ${grouped(found.fits)} million parameters fit with this optimizer.`,
  'memory.tooLarge': ({
    needed,
    available,
    parameters,
    fullBatch,
  }: {
    needed: string;
    available: string;
    parameters: number;
    fullBatch: boolean;
  }) =>
    `needs about ${needed} of memory to train (${grouped(parameters)} parameters), and this computer has ${available}. ${fullBatch ? 'Make the batch smaller, or the layers' : 'Make the layers smaller'}.`,
} as const;
