import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { numberColumn, rowCountOf, type Frame } from '../frame.ts';
import type { FitContext } from '../step.ts';

export interface FittedPolynomial {
  readonly step: 'polynomial';
  /** A name once for every power: a, a, b is a²·b. In order of degree. */
  readonly terms: readonly (readonly string[])[];
}

const mostTerms = 5000;

/** Throws `invalid_input` when the terms would be too many to learn from. */
export function fitPolynomial(
  degree: number,
  interactionsOnly: boolean,
  columns: readonly NumberColumn[],
  { path }: FitContext,
): FittedPolynomial {
  const names = columns.map((column) => column.name);
  const total = termCount(names.length, degree, interactionsOnly);
  if (total > mostTerms) {
    throw inputError(
      `${path}.columns`,
      say('step.tooManyProducts', { columns: names.length, degree, total, most: mostTerms }),
    );
  }
  const terms: string[][] = [];
  const extend = (term: string[], from: number, left: number): void => {
    if (left === 0) {
      terms.push(term);
      return;
    }
    for (let i = from; i < names.length; i++) {
      extend([...term, names[i] ?? ''], interactionsOnly ? i + 1 : i, left - 1);
    }
  };
  for (let size = 2; size <= degree; size++) extend([], 0, size);
  return { step: 'polynomial', terms };
}

function termCount(columns: number, degree: number, interactionsOnly: boolean): number {
  let total = 0;
  for (let size = 2; size <= degree; size++) {
    let choices = 1;
    for (let i = 0; i < size; i++) {
      choices = (choices * (interactionsOnly ? columns - i : columns + size - 1 - i)) / (i + 1);
    }
    total += Math.max(0, Math.round(choices));
  }
  return total;
}

/** The columns stay; their products come after all others. */
export function applyPolynomial(fitted: FittedPolynomial, frame: Frame): Frame {
  const valuesOf = new Map(
    frame.flatMap((column) => (column.type === 'number' ? [[column.name, column.values] as const] : [])),
  );
  const rows = rowCountOf(frame);
  const products = fitted.terms.map((term) => {
    const product = new Float64Array(rows).fill(1);
    for (const name of term) {
      const values = valuesOf.get(name);
      for (let row = 0; row < rows; row++) product[row] = (product[row] ?? 0) * (values?.[row] ?? Number.NaN);
    }
    return numberColumn(termName(term), product);
  });
  return [...frame, ...products];
}

function termName(term: readonly string[]): string {
  return [...new Set(term)]
    .map((name) => {
      const power = term.filter((other) => other === name).length;
      return power === 1 ? name : `${name}^${power}`;
    })
    .join('·');
}
