/** Why a loss does not fit its target. */
export const lossRefusalsSentences = {
  'loss.mixedWeights': ({ path }: { path: string }) =>
    `A row that is mixed of two classes has no weight of one. Remove the class weights, or the step "mixup" (${path}).`,
  'loss.weightsNeedClasses': ({ target }: { target: string }) =>
    `Class weights need classes, but the target "${target}" holds numbers. Remove them.`,
  'loss.binaryRange': ({ target, least, most }: { target: string; least: string; most: string }) =>
    `Binary cross-entropy needs two classes or numbers from 0 to 1, but the target "${target}" holds numbers from ${least} to ${most}, as the model sees them. Choose "meanSquaredError", or set dataset.types.${target} to "category" if its numbers stand for classes.`,
  'loss.cosineNumber': ({ target }: { target: string }) =>
    `The loss "cosine" compares directions, and the single number "${target}" has none. Choose "meanSquaredError".`,
  'loss.weightsForInputs': () =>
    "Class weights need classes, but an autoencoder's target is its inputs, which are numbers. Remove them.",
  'loss.binaryInputs': ({ least, most }: { least: string; most: string }) =>
    `Binary cross-entropy needs numbers from 0 to 1, but the autoencoder's inputs go from ${least} to ${most} after preprocessing. Choose "meanSquaredError", or bring them there with "minMax" or "scale".`,
  'loss.poissonLogarithm': ({ target }: { target: string }) =>
    `The loss "poisson" takes the logarithm by itself, and preprocessing takes that of the target "${target}" already. Take "${target}" out of the step "log", or choose "meanSquaredError".`,
  'loss.poissonShift': ({ target }: { target: string }) =>
    `The loss "poisson" needs counts from 0 on, but preprocessing shifts the target "${target}". Take "${target}" out of that step, or choose "meanSquaredError".`,
  'loss.poissonNegative': ({ target, least }: { target: string; least: string }) =>
    `The loss "poisson" needs counts from 0 on, but the target "${target}" goes down to ${least}. Choose "meanSquaredError".`,
  'loss.binaryClasses': ({ target, count }: { target: string; count: number }) =>
    `Binary cross-entropy tells two classes apart, but the target "${target}" has ${count}. Choose "crossEntropy".`,
  'loss.needsNumbers': ({ loss, target }: { loss: string; target: string }) =>
    `The loss "${loss}" needs numbers, but the target "${target}" holds classes. Choose "crossEntropy", or set dataset.types.${target} to "number" if it holds numbers.`,
  'loss.text': ({ loss }: { loss: string }) =>
    `The loss "${loss}" does not fit, since text is predicted. Choose "crossEntropy".`,
  'loss.weightsOfText': () =>
    'Class weights are for the classes of a table, but text is predicted. Remove them.',
  'loss.noSuchClass': ({
    target,
    name,
    near,
    known,
  }: {
    target: string;
    name: string;
    near: string;
    known: readonly string[];
  }) =>
    `The target "${target}" has no class "${name}". ${known.length === 0 ? `Did you mean "${near}"?` : `Its classes are ${known.join(', ')}.`}`,
  'loss.needsClasses': ({ loss, target }: { loss: string; target: string }) =>
    `${loss === 'crossEntropy' ? 'Cross-entropy' : `The loss "${loss}"`} needs classes, but the target "${target}" holds numbers. Choose "meanSquaredError", or set dataset.types.${target} to "category" if its numbers stand for classes.`,
  'loss.notForInputs': ({ loss, classes }: { loss: string; classes: boolean }) =>
    `The loss "${loss}" ${classes ? 'needs classes, but an autoencoder gives its inputs again, which are numbers' : 'is for one number, and an autoencoder gives all of its inputs again'}. Choose "meanSquaredError", or "binaryCrossEntropy" for inputs from 0 to 1.`,
} as const;
