import type { ReconstructedRow, ReconstructionResult } from '#contract/result.ts';

/** A number of a row that the model could not give again. */
export interface Difference {
  readonly name: string;
  readonly input: number;
  readonly output: number;
}

/** The numbers of a row that are farthest off, the farthest first. */
export function farthest(
  names: readonly string[],
  { input, output }: Pick<ReconstructedRow, 'input' | 'output'>,
  count: number,
): readonly Difference[] {
  return names
    .map((name, index) => ({ name, input: input[index] ?? Number.NaN, output: output[index] ?? Number.NaN }))
    .sort((a, b) => Math.abs(b.input - b.output) - Math.abs(a.input - a.output))
    .slice(0, count);
}

/** The share of the rows whose error is smaller, between the known quantiles along straight lines. */
export function shareBelow(quantiles: ReconstructionResult['quantiles'], error: number): number {
  let before = { share: 0, error: Number.NEGATIVE_INFINITY };
  for (const quantile of quantiles) {
    if (error < quantile.error) {
      const width = quantile.error - before.error;
      const inside = Number.isFinite(width) && width > 0 ? (error - before.error) / width : 0;
      return before.share + inside * (quantile.share - before.share);
    }
    before = quantile;
  }
  return 1;
}

/** The error below which this share of the rows lies, as far as it is among the known ones. */
export function quantileOf({ quantiles }: ReconstructionResult, share: number): number | null {
  return quantiles.find((known) => known.share === share)?.error ?? null;
}

/**
 * An image [height, width, channels] as bytes of red, green, blue and opacity; `low` is black and `high` white. Of other
 * than three channels the first is drawn, grey.
 */
export function pixelsOf(
  values: readonly number[],
  [height = 0, width = 0, channels = 1]: readonly number[],
  low: number,
  high: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * height * width);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const value = values[pixel * channels + (channels === 3 ? colour : 0)] ?? low;
      pixels[4 * pixel + colour] = (value - low) * scale;
    }
    pixels[4 * pixel + 3] = 255;
  }
  return pixels;
}
