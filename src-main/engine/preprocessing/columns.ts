import { nearest } from '#contract/parse.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { lowerMedian } from '../../base/statistics.ts';
import { formatDate } from '../dataset/dates.ts';
import type { UsableColumn } from '../dataset/select.ts';
import type { FittedInput, FittedStep } from './fitted.ts';
import { commonestCategory, occurring, type Frame } from './frame.ts';
import { worksOn, type ColumnStep } from './steps.ts';

/** Steps that let columns through or not, whatever is in them. */
const choosers: readonly ColumnStep['step'][] = ['select', 'drop', 'require'];

function isFree(column: Frame[number]): boolean {
  return column.type === 'category' && column.free === true;
}

/**
 * The columns that a step works on: those that it names, each once, or all features of the types that it can. Throws
 * `invalid_input` for a name that there is none of at that point, with the nearest one; `texts` are columns of free text,
 * which are no features as they are.
 */
export function chooseColumns(
  step: ColumnStep,
  frame: Frame,
  target: UsableColumn,
  path: string,
  texts: readonly string[] = [],
): Frame {
  if (step.columns === undefined) {
    return frame.filter(
      (column) => worksOn[step.step].includes(column.type) && isFree(column) === (step.step === 'bagOfWords'),
    );
  }
  const all = [...frame, target];
  return [...new Set(step.columns)].map((name, index) => {
    const column = all.find((candidate) => candidate.name === name);
    if (column?.type === 'id' && !choosers.includes(step.step)) {
      throw inputError(`${path}.columns.${index}`, say('step.afterEmbed', { step: step.step, name }));
    }
    if (column !== undefined) return column;
    if (texts.includes(name)) {
      throw inputError(`${path}.columns.${index}`, say('step.freeText', { step: step.step, name }));
    }
    const names = all.map((candidate) => candidate.name);
    const near = nearest(name, names);
    const known = near === undefined ? names.slice(0, 12) : [];
    throw inputError(
      `${path}.columns.${index}`,
      say('step.noSuchColumn', { step: step.step, name, near: near ?? '', known }),
      near,
    );
  });
}

/** Two columns of one name could not be told apart by the next step. */
export function checkNames(frame: Frame, step: string, path: string): void {
  const seen = new Set<string>();
  for (const { name } of frame) {
    if (seen.has(name)) {
      throw inputError(path, say('step.twoColumns', { step, name }));
    }
    seen.add(name);
  }
}

/** An input as the form that predicts shows it. */
export function describeInput(column: UsableColumn): FittedInput {
  const { name } = column;
  if (column.type === 'category' && column.free === true) {
    const first = column.codes.find((code) => code >= 0) ?? -1;
    return { name, type: 'text', example: column.categories[first] ?? '' };
  }
  if (column.type === 'category') {
    return { name, type: 'category', example: commonestCategory(column), categories: occurring(column) };
  }
  // One that the data has: the mean of two would show digits, or a time of day, that nobody wrote.
  const middle = lowerMedian(column.values);
  if (column.type === 'number') return { name, type: 'number', example: Number.isNaN(middle) ? 0 : middle };
  return {
    name,
    type: 'date',
    example: formatDate(Number.isNaN(middle) ? 0 : middle),
    ...(column.slashes === undefined ? {} : { slashes: column.slashes }),
  };
}

/** Inputs that a step takes away before anything was made of them: nobody has to be asked for these. */
export function unusedInputs(inputs: readonly FittedInput[], steps: readonly FittedStep[]): Set<string> {
  const made = new Set<string>();
  const unused = new Set<string>();
  for (const step of steps) {
    if (step.step === 'select' || step.step === 'drop') {
      const listed = new Set(step.columns);
      for (const { name } of inputs) {
        if (listed.has(name) === (step.step === 'drop') && !made.has(name)) unused.add(name);
      }
    }
    for (const name of namesMadeOf(step)) made.add(name);
  }
  return unused;
}

/** Columns from which a step makes others, under other names. */
function namesMadeOf(step: FittedStep): readonly string[] {
  switch (step.step) {
    case 'oneHot':
    case 'hashing':
    case 'bagOfWords':
    case 'dateParts':
    case 'targetEncoding':
      return step.columns.map(({ column }) => column);
    case 'polynomial':
      return step.terms.flat();
    case 'impute':
      return step.indicators ?? [];
    case 'require':
      return step.columns;
    default:
      return [];
  }
}
