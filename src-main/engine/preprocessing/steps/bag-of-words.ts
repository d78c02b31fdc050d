import type { PreprocessingStep } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { termsOf } from '../../dataset/words.ts';
import type { CategoryColumn, NumberColumn } from '../../dataset/table.ts';
import { asCategories, categoryCounts, numberColumn, type Frame } from '../frame.ts';
import { replaceColumns, type ApplyContext, type FitContext } from '../step.ts';

type BagStep = Extract<PreprocessingStep, { step: 'bagOfWords' }>;
type TermOptions = Pick<BagStep, 'unit' | 'longest' | 'lowercase'>;

export interface FittedBag extends TermOptions {
  readonly step: 'bagOfWords';
  readonly weighting: BagStep['weighting'];
  readonly columns: readonly FittedBagColumn[];
}

interface FittedBagColumn {
  readonly column: string;
  /** Those with a column each, sorted. */
  readonly terms: readonly string[];
  /** By term, of tf-idf: ln((1 + texts) / (1 + texts with it)) + 1. */
  readonly inverseFrequencies?: readonly number[];
}

/** As many numbers as a table may come to hold by this step. */
const mostNumbers = 250_000_000;

/**
 * The terms of the training texts that get a column: in at least `minCount` texts, and the commonest where there are too
 * many, those that are equally common by their spelling. Terms, counts and weights are those of scikit-learn's
 * CountVectorizer and TfidfVectorizer. Throws `invalid_input` where no term is left, or too many numbers would come.
 */
export function fitBag(step: BagStep, columns: readonly CategoryColumn[], { path }: FitContext): FittedBag {
  const { unit, longest, lowercase, weighting } = step;
  const fitted = columns.map((column) => fitColumn(step, column, path));
  const terms = fitted.reduce((sum, column) => sum + column.terms.length, 0);
  const rows = columns[0]?.codes.length ?? 0;
  if (terms * rows > mostNumbers) {
    const most = Math.max(1, Math.floor(mostNumbers / rows / columns.length));
    throw inputError(`${path}.vocabularySize`, say('step.tooManyTerms', { terms, rows, most }), String(most));
  }
  return { step: 'bagOfWords', unit, longest, lowercase, weighting, columns: fitted };
}

function fitColumn(step: BagStep, column: CategoryColumn, path: string): FittedBagColumn {
  const texts = new Map<string, number>();
  const occurrences = new Map<string, number>();
  for (const [code, rows] of categoryCounts(column).entries()) {
    if (rows === 0) continue;
    for (const [term, times] of countTerms(column.categories[code] ?? '', step)) {
      texts.set(term, (texts.get(term) ?? 0) + rows);
      const counted = step.weighting === 'binary' ? 1 : times;
      occurrences.set(term, (occurrences.get(term) ?? 0) + rows * counted);
    }
  }
  const terms = [...occurrences]
    .filter(([term]) => (texts.get(term) ?? 0) >= step.minCount)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, step.vocabularySize)
    .map(([term]) => term)
    .sort();
  if (terms.length === 0) {
    throw inputError(
      `${path}.minCount`,
      say('step.noTerm', {
        unit: step.unit === 'words' ? 'word' : 'character',
        minCount: step.minCount,
        column: column.name,
      }),
      '1',
    );
  }
  if (step.weighting !== 'tfidf') return { column: column.name, terms };
  const rows = column.codes.length;
  return {
    column: column.name,
    terms,
    inverseFrequencies: terms.map((term) => Math.log((1 + rows) / (1 + (texts.get(term) ?? 0))) + 1),
  };
}

/** A missing text has no terms; a text without a known one is reported. */
export function applyBag(fitted: FittedBag, frame: Frame, context: ApplyContext): Frame {
  return replaceColumns(frame, fitted.columns, (column, entry) =>
    column.type === 'date' ? [column] : weigh(asCategories(column), entry, fitted, context),
  );
}

function weigh(
  column: CategoryColumn,
  { terms, inverseFrequencies }: FittedBagColumn,
  fitted: FittedBag,
  context: ApplyContext,
): NumberColumn[] {
  const { codes, categories, name } = column;
  const outputs = terms.map((term) => numberColumn(`${name}: ${term}`, new Float64Array(codes.length)));
  const placeOf = new Map(terms.map((term, place) => [term, place]));
  const weightsByCode = new Map<number, ReadonlyMap<number, number>>();
  let strange = 0;
  for (const [row, code] of codes.entries()) {
    const text = categories[code];
    if (text === undefined) continue;
    let weights = weightsByCode.get(code);
    if (weights === undefined) {
      weights = weightsOf(countTerms(text, fitted), placeOf, fitted.weighting, inverseFrequencies);
      weightsByCode.set(code, weights);
    }
    if (weights.size === 0) strange++;
    for (const [place, weight] of weights) {
      const output = outputs[place];
      if (output !== undefined) output.values[row] = weight;
    }
  }
  if (strange > 0) context.warn(say('unseen.noTerm', { count: strange, column: name }));
  return outputs;
}

/** By the term's place: how often it occurs, whether it does, or tf · idf with the whole text of length 1. */
function weightsOf(
  counts: ReadonlyMap<string, number>,
  placeOf: ReadonlyMap<string, number>,
  weighting: FittedBag['weighting'],
  inverseFrequencies: readonly number[] = [],
): Map<number, number> {
  const weights = new Map<number, number>();
  let squares = 0;
  for (const [term, count] of counts) {
    const place = placeOf.get(term);
    if (place === undefined) continue;
    const weight =
      weighting === 'binary' ? 1 : weighting === 'count' ? count : count * (inverseFrequencies[place] ?? 0);
    weights.set(place, weight);
    squares += weight * weight;
  }
  if (weighting !== 'tfidf') return weights;
  for (const [place, weight] of weights) weights.set(place, weight / Math.sqrt(squares));
  return weights;
}

/** How often each term is in a text: words or characters, and up to `longest` neighbours together. */
function countTerms(text: string, { unit, longest, lowercase }: TermOptions): Map<string, number> {
  const cased = lowercase ? text.toLowerCase() : text;
  const parts = unit === 'words' ? termsOf(cased) : [...cased.replace(/\s\s+/g, ' ')];
  const between = unit === 'words' ? ' ' : '';
  const counts = new Map<string, number>();
  for (let length = 1; length <= longest; length++) {
    for (let at = 0; at + length <= parts.length; at++) {
      const term = parts.slice(at, at + length).join(between);
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  }
  return counts;
}
