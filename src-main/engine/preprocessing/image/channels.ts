import type { ImageRows } from '../../dataset/table.ts';

/** Images with another number of channels: grey is the luma of ITU-R BT.601, colour is grey three times. */
export function withChannels({ shape, values }: ImageRows, channels: 1 | 3): ImageRows {
  if (shape.channels === channels) return { shape, values };
  const pixels = values.length / shape.channels;
  const isBytes = values instanceof Uint8Array;
  const result = isBytes ? new Uint8Array(pixels * channels) : new Float32Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * shape.channels;
    if (channels === 3) result.fill(values[from] ?? 0, pixel * 3, pixel * 3 + 3);
    else {
      const grey =
        0.299 * (values[from] ?? 0) + 0.587 * (values[from + 1] ?? 0) + 0.114 * (values[from + 2] ?? 0);
      result[pixel] = isBytes ? Math.round(grey) : grey;
    }
  }
  return { shape: { ...shape, channels }, values: result };
}
