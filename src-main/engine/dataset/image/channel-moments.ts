import type { ImageRows } from '../table.ts';

/** Mean and standard deviation (over all values, not one less) of each channel of the images in those rows. */
export function channelMoments(
  { shape, values }: ImageRows,
  rows: Uint32Array,
): { readonly mean: readonly number[]; readonly deviation: readonly number[] } {
  const { channels } = shape;
  const size = shape.height * shape.width * channels;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  // Differences from a first value keep the digits of a small spread around a large mean.
  const origin = Float64Array.from({ length: channels }, (_, channel) => values[channel] ?? 0);
  for (const row of rows) {
    for (let at = row * size, end = at + size; at < end; at += channels) {
      for (let channel = 0; channel < channels; channel++) {
        const value = (values[at + channel] ?? 0) - (origin[channel] ?? 0);
        sums[channel] = (sums[channel] ?? 0) + value;
        squares[channel] = (squares[channel] ?? 0) + value * value;
      }
    }
  }
  const count = (rows.length * size) / channels;
  const offset = Array.from(sums, (sum) => sum / count);
  return {
    mean: offset.map((mean, channel) => mean + (origin[channel] ?? 0)),
    deviation: offset.map((mean, channel) =>
      Math.sqrt(Math.max(0, (squares[channel] ?? 0) / count - mean * mean)),
    ),
  };
}
