import type { FindingRule } from '../finding.ts';

type Loss = { readonly loss: string };
type Change = Loss & { readonly before: string };

const names: Readonly<Record<FindingRule, string>> = {
  diverging: 'divergence',
  explodingGradients: 'exploding gradients',
  vanishingGradients: 'vanishing gradients',
  deadUnits: 'dead units',
  rateTooHigh: 'learning rate too high',
  rateTooLow: 'learning rate too low',
  plateau: 'plateau',
  overfitting: 'overfitting',
  underfitting: 'underfitting',
  classImbalance: 'class imbalance',
  slowInput: 'slow input',
  initializer: 'unfit initializer',
};

/** What the training doctor finds, by which numbers, and what it advises. */
export const doctorSentences = {
  'doctor.diverging': ({ loss, before }: Change) =>
    `The loss grows: ${loss} on the mean of the last batches, after it had been ${before}.`,
  'doctor.diverged': ({ step }: { step: number }) =>
    `The training diverged: at step ${step} its numbers were no longer finite.`,
  'doctor.diverging.advice': ({ rate }: { rate: number }) =>
    `Go back to a state from before and go on with a lower learning rate, such as ${rate}. If it comes again, standardise the inputs or clip the gradients.`,
  'doctor.explodingGradients': (found: { norm: string; before: string }) =>
    `The gradients explode: their norm is ${found.norm}, and was ${found.before} at first.`,
  'doctor.explodingGradients.advice': (help: { norm: number; rate: number; cure: 'clipping' | 'rate' }) =>
    help.cure === 'rate'
      ? `Lower the learning rate, for example to ${help.rate}: the first step was a leap already.`
      : `Clip the gradients by their norm, at about ${help.norm}: a step then keeps its direction and not its length.`,
  'doctor.vanishingGradients': (found: { first: string; last: string; ratio: string }) =>
    `The gradients vanish on their way back: those of ${found.first} are ${found.ratio} times as large as those of ${found.last}, and the first layers hardly learn.`,
  'doctor.vanishingGradients.advice': ({ cure }: { cure: 'activation' | 'norm' | 'layers' }) =>
    cure === 'activation'
      ? 'Begin again with relu, whose slope does not shrink what goes back through it.'
      : cure === 'norm'
        ? 'Begin again with a norm between the layers, or with fewer layers.'
        : 'Begin again with fewer layers, or with residual connections and norms between them.',
  'doctor.deadUnits': (found: { layer: string; dead: number; units: number; kind: 'zero' | 'saturated' }) =>
    found.kind === 'zero'
      ? `${found.dead} of ${found.units} units of ${found.layer} are dead: they gave zero for every row of the batches that were looked at, so that they no longer learn.`
      : `${found.dead} of ${found.units} units of ${found.layer} are saturated: they were at an end of their range for every row of the batches that were looked at, so that they hardly learn.`,
  'doctor.deadUnits.advice': ({ kind, rate }: { kind: 'zero' | 'saturated'; rate: number }) =>
    kind === 'zero'
      ? `Begin again with a lower learning rate, such as ${rate}, and leakyRelu, which lets a gradient through on either side.`
      : `Begin again with a lower learning rate, such as ${rate}, and standardised inputs, or with relu.`,
  'doctor.rateTooHigh': (found: Change & { ratio: string; layer: string }) =>
    `The learning rate is too high: a step changes ${found.layer} by ${found.ratio} of its size, and the loss of ${found.loss} does not fall below ${found.before}.`,
  'doctor.rateTooHigh.advice': ({ rate }: { rate: number }) =>
    `Lower the learning rate, for example to ${rate}. A thousandth of the weights' size a step is usual.`,
  'doctor.rateTooLow': (found: Change & { ratio: string; end: string }) =>
    `The learning rate is too low: a step changes no layer by more than ${found.ratio} of its size. At this pace the loss, ${found.before} at first and ${found.loss} now, ends at ${found.end}.`,
  'doctor.rateTooLow.advice': ({ rate }: { rate: number }) =>
    `Raise the learning rate, for example to ${rate}; the range test beside the form finds one for this model and data.`,
  'doctor.plateau': ({ loss, evaluations }: Loss & { evaluations: number }) =>
    `A plateau: the loss has stayed at ${loss} for ${evaluations} evaluations, while the weights still move.`,
  'doctor.plateau.advice': ({ rate }: { rate: number }) =>
    `Go on with a lower learning rate, such as ${rate}, which settles where this one jumps to and fro; or end here.`,
  'doctor.overfitting': (found: { validation: string; best: string; step: number; train: string }) =>
    `Overfitting: the validation loss is ${found.validation}, and was ${found.best} at step ${found.step}; the training loss fell on to ${found.train}.`,
  'doctor.overfitting.advice': () =>
    'Stop at the best evaluation (early stopping keeps its weights), and hold the model back with weight decay or dropout, a smaller model, or more data.',
  'doctor.underfitting': ({ loss, trivial }: Loss & { trivial: string }) =>
    `Underfitting: after most of the training the lowest training loss is ${loss}, and a constant answer reaches ${trivial}.`,
  'doctor.underfitting.advice': (help: {
    cure: 'model' | 'regularisation' | 'units' | 'rate';
    rate: number;
  }) =>
    help.cure === 'rate'
      ? `Begin again with a lower learning rate, such as ${help.rate}: the first steps threw the weights far off, and nothing brings them back.`
      : help.cure === 'model'
        ? 'Try a model that can bend, such as an MLP; if that learns no more, the inputs may say nothing about the target.'
        : help.cure === 'regularisation'
          ? 'Take weight decay and dropout out; if that learns no more, try a larger model or other inputs.'
          : 'Try another learning rate, more units, other features or more epochs; if that learns no more, the inputs may say nothing about the target.',
  'doctor.classImbalance': (found: {
    name: string;
    share: string;
    recall: string;
    common: string;
    commonShare: string;
  }) =>
    `Class imbalance: of the class ${found.name}, ${found.share} of the training rows, the model recognises ${found.recall}; ${found.commonShare} of the rows are ${found.common}.`,
  'doctor.classImbalance.advice': () =>
    'Let rare classes count more: class weights "balanced". Judge by balanced accuracy or F1, not by accuracy.',
  'doctor.slowInput': (found: { share: string; ms: string }) =>
    `Slow input: ${found.share} of a step goes into making its batch, ${found.ms} ms of it.`,
  'doctor.slowInput.advice': () =>
    'Take out steps that work on every batch, such as augmentation that does not help, or make images smaller before.',
  'doctor.initializer': (found: {
    reason: 'symmetric' | 'large';
    layer: string;
    times: string;
    loss: string;
  }) =>
    found.reason === 'symmetric'
      ? 'The initializer gives all weights of a layer one number: its units compute the same, get the same gradients and stay the same, as if there were one.'
      : `The weights begin too large: those of ${found.layer} are ${found.times} times the size that keeps what goes through a layer as large as it was, and the loss began at ${found.loss}.`,
  'doctor.initializer.advice': () =>
    'Begin again with the initializer of the model, which goes by the number of inputs of each unit.',
  'doctor.gone': ({ rule, step }: { rule: FindingRule; step: number }) =>
    `No longer found at step ${step}: ${names[rule]}.`,
} as const;
