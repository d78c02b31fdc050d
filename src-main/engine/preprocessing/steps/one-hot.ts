import { say } from '#contract/sentence.ts';
import type { PreprocessingStep } from '#contract/training.ts';
import { inputError } from '../../../base/input-error.ts';
import type { CategoryColumn, NumberColumn } from '../../dataset/table.ts';
import { asCategories, categoryCounts, numberColumn, occurring, wordOf, type Frame } from '../frame.ts';
import { replaceColumns, type ApplyContext, type FitContext } from '../step.ts';
import { refuseUnseen, warnUnseen } from './unseen.ts';

export interface FittedOneHot {
  readonly step: 'oneHot';
  readonly columns: readonly FittedOneHotColumn[];
  /** Zeros when left out. */
  readonly unseen?: 'zeros' | 'own' | 'error';
}

interface FittedOneHotColumn {
  readonly column: string;
  /** Those with a column each, in order. */
  readonly categories: readonly string[];
  /** Name of the last column, for what is rare or unseen, if there is one. */
  readonly other?: string;
  /** Categories that share it, as they were rare in training. */
  readonly rare?: readonly string[];
  /** The category that is left out, told by all others being zero. */
  readonly dropped?: string;
}

/** More columns than this are no longer a table that a model learns from. */
const mostColumns = 10_000;

type OneHotStep = Extract<PreprocessingStep, { step: 'oneHot' }>;

export function fitOneHot(
  step: OneHotStep,
  columns: readonly CategoryColumn[],
  { path }: FitContext,
): FittedOneHot {
  const fitted = columns.map((column) => fitColumn(step, column));
  const total = fitted.reduce((sum, { categories }) => sum + categories.length, 0);
  if (total > mostColumns) {
    const largest = columns.reduce((a, b) => (a.categories.length >= b.categories.length ? a : b));
    throw inputError(
      `${path}.columns`,
      say('step.tooManyColumns', { total, column: largest.name }),
      'hashing',
    );
  }
  return { step: 'oneHot', columns: fitted, unseen: step.unseen };
}

function fitColumn(step: OneHotStep, column: CategoryColumn): FittedOneHotColumn {
  const counts = categoryCounts(column);
  const seen = occurring(column);
  const isRare = (word: string): boolean => (counts[column.categories.indexOf(word)] ?? 0) < step.minCount;
  const rare = step.minCount > 1 ? seen.filter(isRare) : [];
  const common = rare.length === 0 ? seen : seen.filter((word) => !isRare(word));
  const hasOther = rare.length > 0 || step.unseen === 'own';
  const [first] = common;
  const dropsFirst = step.drop === 'first' && common.length + Number(hasOther) > 1;
  return {
    column: column.name,
    categories: dropsFirst ? common.slice(1) : common,
    ...(hasOther ? { other: otherName(seen) } : {}),
    ...(rare.length > 0 ? { rare } : {}),
    ...(dropsFirst && first !== undefined ? { dropped: first } : {}),
  };
}

function otherName(seen: readonly string[]): string {
  let name = 'other';
  while (seen.includes(name)) name = `(${name})`;
  return name;
}

export function applyOneHot(fitted: FittedOneHot, frame: Frame, context: ApplyContext): Frame {
  return replaceColumns(frame, fitted.columns, (column, entry) =>
    column.type === 'date'
      ? [column]
      : encode(asCategories(column), entry, fitted.unseen ?? 'zeros', context),
  );
}

function encode(
  column: CategoryColumn,
  entry: FittedOneHotColumn,
  unseen: 'zeros' | 'own' | 'error',
  context: ApplyContext,
): NumberColumn[] {
  const rows = column.codes.length;
  const names = entry.other === undefined ? entry.categories : [...entry.categories, entry.other];
  const outputs = names.map((name) => numberColumn(`${column.name}=${name}`, new Float64Array(rows)));
  const other = entry.other === undefined ? undefined : outputs.at(-1);
  const outputOf = new Map<string, NumberColumn | undefined>();
  for (const [index, category] of entry.categories.entries()) outputOf.set(category, outputs[index]);
  for (const word of entry.rare ?? []) outputOf.set(word, other);
  if (entry.dropped !== undefined) outputOf.set(entry.dropped, undefined);
  const unknown = new Set<string>();
  const byCode = column.categories.map((word) => outputOf.get(word));
  const knownCode = column.categories.map((word) => outputOf.has(word));
  for (let row = 0; row < rows; row++) {
    const code = column.codes[row] ?? -1;
    if (code < 0) continue;
    let output = byCode[code];
    if (knownCode[code] !== true) {
      const word = wordOf(column, row) ?? '';
      if (unseen === 'error') throw refuseUnseen(word, column.name, [...outputOf.keys()], context);
      unknown.add(word);
      output = unseen === 'own' ? other : undefined;
    }
    if (output !== undefined) output.values[row] = 1;
  }
  warnUnseen(unknown, context, (word) =>
    unseen === 'own'
      ? say('unseen.other', { word, column: column.name, other: entry.other ?? 'other' })
      : say('unseen.none', { word, column: column.name }),
  );
  return outputs;
}
