import type { ImageShape } from '../table.ts';
import type { Pixels } from './png.ts';

/** Whether red, green and blue are the same everywhere. */
export function isGrey({ channels, values }: Pixels): boolean {
  if (channels === 1) return true;
  for (let at = 0; at + 2 < values.length; at += 3) {
    if (values[at] !== values[at + 1] || values[at] !== values[at + 2]) return false;
  }
  return true;
}

/**
 * An image in the wanted size and channels. Grey is the luma of ITU-R BT.601; a pixel of the new size is the mean of
 * the old ones that it covers, each by the share that it covers, and the nearest one where it covers less than one.
 */
export function fitImage(image: Pixels, shape: ImageShape): Uint8Array {
  const coloured = withChannels(image, shape.channels);
  if (image.width === shape.width && image.height === shape.height) return coloured;
  const { channels } = shape;
  const result = new Uint8Array(shape.width * shape.height * channels);
  const across = covered(image.width, shape.width);
  const down = covered(image.height, shape.height);
  for (const [row, rows] of down.entries()) {
    for (const [column, columns] of across.entries()) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const { at: y, share: high } of rows) {
          for (const { at: x, share: wide } of columns) {
            sum += (coloured[(y * image.width + x) * channels + channel] ?? 0) * high * wide;
          }
        }
        result[(row * shape.width + column) * channels + channel] = Math.round(sum);
      }
    }
  }
  return result;
}

interface Covered {
  readonly at: number;
  readonly share: number;
}

/** Which old pixels each new one covers along one side; shares sum to 1. */
function covered(from: number, to: number): readonly (readonly Covered[])[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, index) => {
    if (scale < 1) return [{ at: Math.min(from - 1, Math.floor((index + 0.5) * scale)), share: 1 }];
    const begin = index * scale;
    const end = begin + scale;
    const pixels: Covered[] = [];
    for (let at = Math.floor(begin); at < Math.min(from, Math.ceil(end)); at++) {
      const share = (Math.min(end, at + 1) - Math.max(begin, at)) / scale;
      if (share > 0) pixels.push({ at, share });
    }
    return pixels;
  });
}

function withChannels({ channels, values, width, height }: Pixels, wanted: number): Uint8Array {
  if (channels === wanted) return values;
  const pixels = width * height;
  const result = new Uint8Array(pixels * wanted);
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (wanted === 3) result.fill(values[pixel] ?? 0, pixel * 3, pixel * 3 + 3);
    else {
      const [red = 0, green = 0, blue = 0] = values.subarray(pixel * 3, pixel * 3 + 3);
      result[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
  }
  return result;
}
