import type { SeriesLine } from '#contract/metric.ts';
import type { Axes } from './drawn-line.ts';

/** An unbroken stretch of a band. */
export interface BandPiece {
  readonly x: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * The stretches in which a line that stands for several runs has a band; none of any other line. What a logarithmic
 * axis has no place for breaks it.
 */
export function bandPieces(
  grid: Float64Array,
  { low, high, last }: Pick<SeriesLine, 'low' | 'high' | 'last'>,
  { logX, logY }: Axes,
): readonly BandPiece[] {
  if (low === undefined || high === undefined) return [];
  const pieces: { x: number[]; low: number[]; high: number[] }[] = [];
  let piece: (typeof pieces)[number] | null = null;
  for (let index = 0; index < grid.length; index++) {
    const [x, bottom, top] = [grid[index] ?? NaN, low[index] ?? NaN, high[index] ?? NaN];
    const isThere = bottom <= top && Number.isFinite(bottom) && Number.isFinite(top);
    if (!isThere || (logX && x <= 0) || (logY && bottom <= 0)) {
      // Where nothing was measured the band goes on, as its line does.
      if (!Number.isNaN(last[index] ?? NaN)) piece = null;
      continue;
    }
    if (piece === null) {
      piece = { x: [], low: [], high: [] };
      pieces.push(piece);
    }
    piece.x.push(x);
    piece.low.push(bottom);
    piece.high.push(top);
  }
  return pieces;
}
