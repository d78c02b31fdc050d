import { listed } from './words.ts';

/** Why a spec cannot be trained on its data. */
export const planRefusalsSentences = {
  'plan.diskBelowCheckpoint': ({ allowed, checkpoint }: { allowed: number; checkpoint: number }) =>
    `The budget allows ${allowed} MB of disk, and a run keeps its last checkpoint at least, which takes ${checkpoint} MB. Allow more, or leave the limit out.`,
  'plan.engineNotInstalled': ({ engine }: { engine: string }) =>
    `The engine "${engine}" is not installed here. Run "descent engine install ${engine}", install it in the settings, or use "auto".`,
  'plan.fullBatches': ({
    batches,
    rows,
    unit,
    least,
  }: {
    batches: number;
    rows: number;
    unit: 'rows' | 'stretches';
    least: number;
  }) =>
    `A step averages the gradients of ${batches} batches, and "full" is one batch of all ${rows} ${unit === 'rows' ? 'training rows' : 'stretches of text'}. Write ${least}, or remove "accumulateBatches".`,
  'plan.batchTooLarge': ({
    batch,
    rows,
    unit,
  }: {
    batch: number;
    rows: number;
    unit: 'rows' | 'stretches';
  }) =>
    `The batch size ${batch} is larger than the ${rows} ${unit === 'rows' ? 'training rows' : 'stretches of text'}. Write at most ${rows}, or "full".`,
  'plan.batchesTooMany': ({
    batches,
    batch,
    rows,
    unit,
    most,
  }: {
    batches: number;
    batch: number;
    rows: number;
    unit: 'rows' | 'stretches';
    most: number;
  }) =>
    `${batches} batches of ${batch} are more than the ${rows} ${unit === 'rows' ? 'training rows' : 'stretches of text'}. Write at most ${most}, or a smaller batch size.`,
  'plan.noLength': () => 'How long to train is missing: write either "epochs" or "steps".',
  'plan.twoLengths': () => 'Both "epochs" and "steps" are given. Remove one of the two.',
  'plan.noSuchLayer': ({ layer, known }: { layer: string; known: readonly string[] }) =>
    `This model has no layer with weights named "${layer}". It has ${known.join(', ')}.`,
  'plan.noSuchWeights': ({ run, weights, layers }: { run: number; weights: string; layers: string }) =>
    `Run ${run} has no weights "${weights}". It has ${layers}.`,
  'plan.otherShape': ({
    weights,
    shape,
    other,
    run,
    layer,
  }: {
    weights: string;
    shape: string;
    other: string;
    run: number;
    layer: string;
  }) =>
    `"${weights}" is ${shape} here and ${other} in run ${run}. Make the layer the same, or take "${layer}" out of the list.`,
  'plan.noSuchPart': ({ name, layers }: { name: string; layers: readonly string[] }) =>
    `The model has no layer or weights named "${name}". Write "biases", "norms" or one of ${layers.join(', ')}.`,
  'plan.samplingOfTable': ({ file }: { file: string }) =>
    `"sampling" says how a language model writes, and ${file} is a table. Remove "sampling", or use a text file.`,
  'plan.noSuchClass': ({ target, name, classes }: { target: string; name: string; classes: string }) =>
    `The target "${target}" has no class "${name}"; its classes are ${classes}.`,
  'plan.textTooShort': ({ count, pieces, context }: { count: number; pieces: string; context: number }) =>
    `The training text has ${count} ${pieces}, too few for a context of ${context}. Use a longer text or a shorter context.`,
  'plan.textColumns': ({ field }: { field: string }) =>
    `Text has no columns: it predicts its own next character. Remove "${field}".`,
  'plan.weightsNotAtHand': ({ run }: { run: number }) =>
    `The weights of run ${run} are not at hand here. Start the training from Descent's window or command line, or choose another initializer.`,
  'plan.allFrozen': () =>
    'Every layer of the model is frozen, so that nothing is left to train. Take at least one out.',
  'plan.rankTooLarge': ({ rank }: { rank: number }) =>
    `No matrix of the chosen layers is larger than the rank ${rank} on both sides, so that there is nothing to adapt. Choose a smaller rank, or other layers.`,
  'plan.lbfgsText': () =>
    'L-BFGS compares gradients of the same data, and text is cut at other places in every epoch. Choose "adamw".',
  'plan.lbfgsAugmentation': () =>
    'L-BFGS compares gradients of the same data, and augmentation makes other images of it in every epoch. Choose "adam", or remove the steps that draw at random.',
  'plan.lbfgsBatch': ({ batch, rows }: { batch: string; rows: number }) =>
    `L-BFGS compares gradients of the same data, and a batch of ${batch} of ${rows} rows changes at every step. Write "full", or choose "adam".`,
  'plan.lbfgsDropout': () =>
    'L-BFGS compares losses of the same function, and dropout makes another one of every step. Write 0, or choose "adam".',
  'plan.lbfgsWeights': ({ most, weights }: { most: number; weights: number }) =>
    `L-BFGS is for models of at most ${most} weights, and this one has ${weights}. Choose "adam".`,
  'plan.lbfgsNoRate': () =>
    'L-BFGS searches a good step by itself, so there is no learning rate to look for. Ask which optimizer to take, or choose "adam".',
  'plan.lbfgsNoBatch': () =>
    'L-BFGS takes all rows at once, so there is no batch size to look for. Choose "adam", for example.',
  'plan.batchAdviceAccumulates': () =>
    'The batch size is looked for without accumulating. Remove "accumulateBatches", and ask again.',
  'plan.notMeasured': ({
    metric,
    unheld,
    known,
  }: {
    metric: string;
    unheld: boolean;
    known: readonly string[];
  }) =>
    `"${metric}" is not measured in this training${unheld ? ', since no rows are held out for validation' : ''}. Write one of ${known.join(', ')}, or name it in "metrics".`,
  'plan.onePositive': ({ target, classes }: { target: string; classes: number }) =>
    `A positive class is one of two, but the target "${target}" ${classes === 0 ? 'holds numbers' : `has ${classes} classes`}. Take dataset.positive out.`,
  'plan.nothingFits': ({
    run,
    differing,
    theirs,
    ours,
  }: {
    run: number;
    differing: readonly string[];
    theirs: string;
    ours: string;
  }) =>
    `Nothing of run ${run} fits this model. ${differing.length > 0 ? `The shapes differ: ${listed(differing)}.` : `It has ${theirs}, and this model has ${ours}.`} Choose a run of the same model, or another initializer.`,
} as const;
