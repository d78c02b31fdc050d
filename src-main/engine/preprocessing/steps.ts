import type { ImageStep, PreprocessingStep } from '#contract/training.ts';
import type { FittedStep } from './fitted.ts';
import type { Frame } from './frame.ts';
import { categoriesOf, datesOf, numbersOf, type ApplyContext, type FitContext } from './step.ts';
import { applyAffine, fitAffine, meanAndDeviation, medianAndQuartiles, minAndRange } from './steps/affine.ts';
import { applyBag, fitBag } from './steps/bag-of-words.ts';
import { applyChoice, applyRequire, fitDrop, fitRequire } from './steps/choose.ts';
import { applyClip, fitClip } from './steps/clip.ts';
import { applyDateParts, fitDateParts } from './steps/date-parts.ts';
import { applyEmbed, fitEmbed } from './steps/embed.ts';
import { applyHashing, fitHashing } from './steps/hashing.ts';
import { applyImpute, fitImpute } from './steps/impute.ts';
import { applyLog, fitLog } from './steps/log.ts';
import { applyOneHot, fitOneHot } from './steps/one-hot.ts';
import { applyOrdinal, fitOrdinal } from './steps/ordinal.ts';
import { applyPolynomial, fitPolynomial } from './steps/polynomial.ts';
import { applyQuantile, fitQuantile } from './steps/quantile.ts';
import { applyTargetEncoding, fitTargetEncoding } from './steps/target-encoding.ts';
import type { TextStep } from './text/tokenizer.ts';
import { applyYeoJohnson, fitYeoJohnson } from './steps/yeo-johnson.ts';

export type ColumnStep = Exclude<PreprocessingStep, TextStep | { step: 'image' | ImageStep['step'] }>;

/** Column types that a step works on when it names no columns. */
export const worksOn: Readonly<Record<ColumnStep['step'], readonly Frame[number]['type'][]>> = {
  impute: ['number', 'category'],
  require: ['number', 'category', 'date'],
  standardise: ['number'],
  minMax: ['number'],
  robust: ['number'],
  scale: ['number'],
  log: ['number'],
  yeoJohnson: ['number'],
  quantile: ['number'],
  clip: ['number'],
  oneHot: ['category'],
  ordinal: ['category'],
  embed: ['category'],
  hashing: ['category'],
  targetEncoding: ['category'],
  dateParts: ['date'],
  bagOfWords: ['category'],
  polynomial: ['number'],
  select: [],
  drop: [],
};

/**
 * Learns a step from the training rows alone: `columns` are those that it works on, `frame` is all of them. Throws
 * `invalid_input` when the step is asked to work on columns that it cannot.
 */
export function fitStep(step: ColumnStep, columns: Frame, frame: Frame, context: FitContext): FittedStep {
  const { path } = context;
  const numbers = () => numbersOf(step.step, columns, path);
  const categories = () => categoriesOf(step.step, columns, path);
  switch (step.step) {
    case 'impute':
      return fitImpute(step, columns, context);
    case 'require':
      return fitRequire(columns, context);
    case 'standardise':
      return fitAffine(step.step, numbers(), meanAndDeviation);
    case 'minMax':
      return fitAffine(step.step, numbers(), minAndRange);
    case 'robust':
      return fitAffine(step.step, numbers(), medianAndQuartiles);
    case 'scale':
      return fitAffine(step.step, numbers(), () => ({ shift: 0, divideBy: step.divideBy }));
    case 'log':
      return fitLog(numbers(), context);
    case 'yeoJohnson':
      return fitYeoJohnson(step.standardise, numbers());
    case 'quantile':
      return fitQuantile(step.to, step.quantiles, numbers());
    case 'clip':
      return fitClip(step, numbers(), context);
    case 'oneHot':
      return fitOneHot(step, categories(), context);
    case 'ordinal':
      return fitOrdinal(step, categories(), context);
    case 'embed':
      return fitEmbed(step, categories());
    case 'hashing':
      return fitHashing(step.buckets, step.signed, categories());
    case 'targetEncoding':
      return fitTargetEncoding(step, categories(), context);
    case 'dateParts':
      return fitDateParts(step.parts, step.cyclic, datesOf(step.step, columns, path));
    case 'bagOfWords':
      return fitBag(step, categories(), context);
    case 'polynomial':
      return fitPolynomial(step.degree, step.interactionsOnly, numbers(), context);
    case 'select':
      return { step: 'select', columns: columns.map((column) => column.name) };
    case 'drop':
      return fitDrop(columns, frame, context);
    default:
      return step satisfies never;
  }
}

/** Applies a fitted step to any rows: it changes the columns it was fitted on and passes on the others. */
export function applyStep(fitted: FittedStep, frame: Frame, context: ApplyContext): Frame {
  switch (fitted.step) {
    case 'impute':
      return applyImpute(fitted, frame, context);
    case 'require':
      return applyRequire(fitted, frame, context);
    case 'standardise':
    case 'minMax':
    case 'robust':
    case 'scale':
      return applyAffine(fitted, frame);
    case 'log':
      return applyLog(fitted, frame, context);
    case 'yeoJohnson':
      return applyYeoJohnson(fitted, frame);
    case 'quantile':
      return applyQuantile(fitted, frame);
    case 'clip':
      return applyClip(fitted, frame);
    case 'oneHot':
      return applyOneHot(fitted, frame, context);
    case 'ordinal':
      return applyOrdinal(fitted, frame, context);
    case 'embed':
      return applyEmbed(fitted, frame, context);
    case 'hashing':
      return applyHashing(fitted, frame);
    case 'targetEncoding':
      return applyTargetEncoding(fitted, frame, context);
    case 'dateParts':
      return applyDateParts(fitted, frame);
    case 'bagOfWords':
      return applyBag(fitted, frame, context);
    case 'polynomial':
      return applyPolynomial(fitted, frame);
    case 'select':
    case 'drop':
      return applyChoice(fitted, frame);
    default:
      return fitted satisfies never;
  }
}
