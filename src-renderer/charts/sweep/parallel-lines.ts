import type { ParallelAxis } from './parallel-axes.ts';

/** A trial in parallel coordinates. */
export interface ParallelLine {
  readonly id: number;
  /** Lines of one group have one colour, where groups have any. */
  readonly group: number;
  /** By axis, from 0 (below) to 1; null where it has no value. */
  readonly places: readonly (number | null)[];
}

/** Parts of axes, by their names, from low to high. */
export type Brushes = Readonly<Record<string, readonly [low: number, high: number]>>;

/** Lines that go through all brushes; a brush of an axis that is not there counts for nothing. */
export function linesWithin(
  lines: readonly ParallelLine[],
  axes: readonly ParallelAxis[],
  brushes: Brushes,
): readonly ParallelLine[] {
  const parts = axes.flatMap(({ name }, index) => {
    const brush = brushes[name];
    return brush === undefined ? [] : [{ index, low: brush[0], high: brush[1] }];
  });
  if (parts.length === 0) return lines;
  return lines.filter(({ places }) =>
    parts.every(({ index, low, high }) => {
      const place = places[index] ?? null;
      return place !== null && place >= low && place <= high;
    }),
  );
}

/** The same, by what they are called. */
export function idsWithin(
  lines: readonly ParallelLine[],
  axes: readonly ParallelAxis[],
  brushes: Brushes,
): ReadonlySet<number> {
  return new Set(linesWithin(lines, axes, brushes).map(({ id }) => id));
}

/** Lines that are drawn with one colour and width. */
export interface DrawnLines {
  /** Of the first of them. */
  readonly id: number;
  readonly group: number;
  /** How good they are among all: 1 the best. */
  readonly rank: number;
  readonly members: readonly ParallelLine[];
}

const ranksOfMany = 12;

/** One by one where they are few, else in bunches of about the same rank; the worst first, so that the best lie above. */
export function drawnLines(bestFirst: readonly ParallelLine[], few: number): readonly DrawnLines[] {
  const last = Math.max(1, bestFirst.length - 1);
  const rankAt = (place: number): number => 1 - place / last;
  if (bestFirst.length <= few) {
    return bestFirst
      .map((line, place): DrawnLines => {
        return { id: line.id, group: line.group, rank: rankAt(place), members: [line] };
      })
      .reverse();
  }
  const bunches = new Map<string, ParallelLine[]>();
  for (const [place, line] of bestFirst.entries()) {
    const step = Math.round(rankAt(place) * ranksOfMany);
    const key = `${step} ${line.group}`;
    const bunch = bunches.get(key);
    if (bunch === undefined) bunches.set(key, [line]);
    else bunch.push(line);
  }
  return [...bunches]
    .flatMap(([key, members]): DrawnLines[] => {
      const [first] = members;
      const rank = Number(key.split(' ')[0]) / ranksOfMany;
      return first === undefined ? [] : [{ id: first.id, group: first.group, rank, members }];
    })
    .reverse();
}

/** A line as a path, broken where a trial has no value. */
export function linePath(
  { places }: ParallelLine,
  left: (index: number) => number,
  top: (share: number) => number,
): string {
  let text = '';
  let pen = 'M';
  for (const [index, place] of places.entries()) {
    if (place === null) {
      pen = 'M';
      continue;
    }
    text += `${pen}${left(index).toFixed(1)},${top(place).toFixed(1)}`;
    pen = 'L';
  }
  return text;
}
