import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';

/** What a line does, in numbers, for those who hear a chart; over what is shown. */
export interface LineFacts {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

/** Of the lines that have values, at most `most`: a chart of hundreds is told by its first ones. */
export function lineFacts(
  answer: SeriesAnswer,
  nameOf: (line: SeriesLine) => string,
  most: number,
): readonly LineFacts[] {
  const facts: LineFacts[] = [];
  for (const line of answer.lines) {
    if (facts.length === most) break;
    const first = line.first.find((value) => !Number.isNaN(value));
    const last = line.last.findLast((value) => !Number.isNaN(value));
    if (first === undefined || last === undefined) continue;
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of line.min) if (value < min) min = value;
    for (const value of line.max) if (value > max) max = value;
    facts.push({ name: nameOf(line), first, last, min, max });
  }
  return facts;
}
