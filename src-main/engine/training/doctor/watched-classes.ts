import type { Prepared } from '../prepared.ts';
import type { ClassVitals } from './vitals.ts';

/** The classes of a table and how many training rows each has; held-out rows come with the first evaluation. */
export function watchedClasses({ fitted, trainTargets, classWeights }: Prepared): ClassVitals | null {
  if (fitted.kind === 'text' || fitted.target.kind !== 'class' || trainTargets === null) return null;
  const { classes } = fitted.target;
  const counts = new Float64Array(classes.length);
  for (const target of trainTargets) counts[target] = (counts[target] ?? 0) + 1;
  return {
    names: classes,
    counts: Array.from(counts),
    heldOut: classes.map(() => 0),
    weighted: classWeights !== null,
  };
}

/** Of every class, the share of its rows that were recognised; 1 where it has none, since none was missed. */
export function recallsOf(confusion: readonly (readonly number[])[]): readonly number[] {
  return confusion.map((row, at) => {
    const rows = row.reduce((sum, count) => sum + count, 0);
    return rows === 0 ? 1 : (row[at] ?? 0) / rows;
  });
}

export function rowsOfClasses(confusion: readonly (readonly number[])[]): readonly number[] {
  return confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
}
