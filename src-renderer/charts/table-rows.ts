import type { SeriesAnswer } from '#contract/metric.ts';

/** Grid indices at which a line has a value, at most `most`, evenly chosen with the first and the last one. */
export function tableRows(
  answer: SeriesAnswer,
  most: number,
): { readonly indices: readonly number[]; readonly total: number } {
  const used: number[] = [];
  for (const [index] of answer.x.entries()) {
    if (answer.lines.some((line) => !Number.isNaN(line.last[index] ?? Number.NaN))) used.push(index);
  }
  if (used.length <= most) return { indices: used, total: used.length };
  const indices = Array.from(
    { length: most },
    (_, row) => used[Math.round((row * (used.length - 1)) / (most - 1))] ?? 0,
  );
  return { indices, total: used.length };
}
