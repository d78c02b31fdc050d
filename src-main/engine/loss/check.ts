import type { LossSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';

/** What is to be predicted, as far as a loss cares. */
export type LossTarget =
  | { readonly kind: 'class'; readonly name: string; readonly classCount: number }
  | {
      readonly kind: 'number';
      readonly name: string;
      /** Numbers in one row: 1, unless a whole vector is predicted. */
      readonly width: number;
      /** Smallest and largest value of all rows, as the model sees them. */
      readonly least: number;
      readonly most: number;
      /** What preprocessing takes off the values. */
      readonly shift: number;
      /** Whether the model learns the logarithm of the values. */
      readonly logarithm?: boolean;
    }
  /** The row itself: so many numbers, from the smallest to the largest. */
  | { readonly kind: 'inputs'; readonly width: number; readonly least: number; readonly most: number }
  | { readonly kind: 'text'; readonly name: string };

/** Losses that know a target between two classes. */
const forShares: readonly LossSpec['kind'][] = ['crossEntropy', 'binaryCrossEntropy', 'kullbackLeibler'];

/** Throws `invalid_input` when rows are mixed with each other and the loss cannot say how far off a mixture is. */
export function checkMixing(loss: LossSpec, target: LossTarget, path: string): void {
  if (target.kind !== 'class') return;
  if (!forShares.includes(loss.kind)) {
    throw inputError(
      'loss.kind',
      `The step "mixup" makes targets that lie between two classes, and the loss "${loss.kind}" knows whole classes only. Choose ${target.classCount === 2 ? forShares.join(', ') : 'crossEntropy, kullbackLeibler'}, or remove the step.`,
      'crossEntropy',
    );
  }
  if ('classWeights' in loss && loss.classWeights !== undefined) {
    throw inputError('loss.classWeights', say('loss.mixedWeights', { path }));
  }
}

type LossKind = LossSpec['kind'];

const forNumbers: readonly LossKind[] = [
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
  'logCosh',
  'quantile',
  'poisson',
];
const forClasses: readonly LossKind[] = ['crossEntropy', 'focal', 'hinge', 'kullbackLeibler', 'cosine'];
const forText: readonly LossKind[] = ['crossEntropy', 'focal', 'kullbackLeibler'];

/** Throws `invalid_input` naming the field when loss and target do not fit, and says which loss would. */
export function checkLoss(loss: LossSpec, target: LossTarget): void {
  switch (target.kind) {
    case 'number':
      return checkNumber(loss, target);
    case 'class':
      return checkClass(loss, target);
    case 'inputs':
      return checkInputs(loss, target);
    case 'text':
      return checkText(loss);
  }
}

function checkNumber(loss: LossSpec, target: Extract<LossTarget, { kind: 'number' }>): void {
  const { name } = target;
  if (loss.kind === 'binaryCrossEntropy') {
    if (loss.classWeights !== undefined) {
      throw inputError('loss.classWeights', say('loss.weightsNeedClasses', { target: name }));
    }
    if (target.least >= 0 && target.most <= 1) return;
    throw inputError(
      'loss.kind',
      say('loss.binaryRange', { target: name, least: short(target.least), most: short(target.most) }),
      'meanSquaredError',
    );
  }
  if (loss.kind === 'cosine' && target.width > 1) return;
  if (loss.kind === 'cosine') {
    throw inputError('loss.kind', say('loss.cosineNumber', { target: name }), 'meanSquaredError');
  }
  if (!forNumbers.includes(loss.kind)) {
    throw inputError(
      'loss.kind',
      say('loss.needsClasses', { loss: loss.kind, target: name }),
      'meanSquaredError',
    );
  }
  if (loss.kind === 'poisson') checkCounts(target);
}

const forInputs: readonly LossKind[] = ['meanSquaredError', 'meanAbsoluteError', 'huber', 'logCosh'];

function checkInputs(loss: LossSpec, { width, least, most }: Extract<LossTarget, { kind: 'inputs' }>): void {
  if ('classWeights' in loss && loss.classWeights !== undefined) {
    throw inputError('loss.classWeights', say('loss.weightsForInputs'));
  }
  if (forInputs.includes(loss.kind) || (loss.kind === 'cosine' && width > 1)) return;
  if (loss.kind === 'binaryCrossEntropy') {
    if (least >= 0 && most <= 1) return;
    throw inputError(
      'loss.kind',
      say('loss.binaryInputs', { least: short(least), most: short(most) }),
      'meanSquaredError',
    );
  }
  const classes = forClasses.includes(loss.kind);
  throw inputError('loss.kind', say('loss.notForInputs', { loss: loss.kind, classes }), 'meanSquaredError');
}

function checkCounts({ name, least, shift, logarithm }: Extract<LossTarget, { kind: 'number' }>): void {
  if (logarithm === true) {
    throw inputError('loss.kind', say('loss.poissonLogarithm', { target: name }), 'meanSquaredError');
  }
  if (shift !== 0) {
    throw inputError('loss.kind', say('loss.poissonShift', { target: name }), 'meanSquaredError');
  }
  if (least < 0) {
    throw inputError(
      'loss.kind',
      say('loss.poissonNegative', { target: name, least: short(least) }),
      'meanSquaredError',
    );
  }
}

function checkClass(loss: LossSpec, target: Extract<LossTarget, { kind: 'class' }>): void {
  if (loss.kind === 'binaryCrossEntropy') {
    if (target.classCount === 2) return;
    throw inputError(
      'loss.kind',
      say('loss.binaryClasses', { target: target.name, count: target.classCount }),
      'crossEntropy',
    );
  }
  if (forClasses.includes(loss.kind)) return;
  throw inputError(
    'loss.kind',
    say('loss.needsNumbers', { loss: loss.kind, target: target.name }),
    'crossEntropy',
  );
}

function checkText(loss: LossSpec): void {
  if (!forText.includes(loss.kind)) {
    throw inputError('loss.kind', say('loss.text', { loss: loss.kind }), 'crossEntropy');
  }
  if ('classWeights' in loss && loss.classWeights !== undefined) {
    throw inputError('loss.classWeights', say('loss.weightsOfText'));
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
