import type { AugmentationStep } from '#contract/training.ts';
import type { ImageRows } from '../../dataset/table.ts';
import { openDrawing, type Drawn } from './draw.ts';
import type { ChannelScale } from './fitted-images.ts';

/** Writes images changed at random, and scaled, into a batch. */
export interface Augmenter {
  /**
   * The image at `place` among `rows`, as it is in that epoch, from `at` of `out` on. Gives the place of the image that
   * it is mixed with, or −1; `share` is then how much of its own is left.
   */
  write(place: number, epoch: number, out: Float32Array, at: number): number;
  readonly share: number;
}

/** `rows` says which images of the set belong to the training: a place is a place in it. */
export function openAugmenter(
  steps: readonly AugmentationStep[],
  images: ImageRows,
  rows: Uint32Array,
  scale: ChannelScale,
  seed: number,
): Augmenter {
  const { height, width, channels } = images.shape;
  const size = height * width * channels;
  // Of its own and of the partner: what a partner is changed by is what it is changed by on its own turn.
  const own = openDrawing(steps, images.shape, rows.length, seed);
  const other = openDrawing(steps, images.shape, rows.length, seed);
  const mixed = new Float32Array(size);
  const place = (row: number, drawn: Drawn, out: Float32Array, at: number): void => {
    moveImage(images, (rows[row] ?? 0) * size, drawn.move, scale, out, at);
    for (let hole = 0; hole < drawn.holes; hole++) cutOut(drawn.cuts, hole, width, channels, out, at);
  };
  return {
    write: (row, epoch, out, at) => {
      own.draw(row, epoch);
      place(row, own.drawn, out, at);
      const { partner, share } = own.drawn;
      if (partner < 0) return -1;
      other.draw(partner, epoch);
      place(partner, other.drawn, mixed, 0);
      for (let index = 0; index < size; index++) {
        out[at + index] = share * (out[at + index] ?? 0) + (1 - share) * (mixed[index] ?? 0);
      }
      return partner;
    },
    get share() {
      return own.drawn.share;
    },
  };
}

/** Moves, and scales; what comes from outside of the image is black, a 0 before it is scaled. */
export function moveImage(
  { shape: { height, width, channels }, values }: ImageRows,
  from: number,
  move: Float64Array,
  { multiply, add }: ChannelScale,
  out: Float32Array,
  at: number,
): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = move;
  const straight = b === 0 && d === 0 && Number.isInteger(c) && Number.isInteger(f);
  let target = at;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = a * x + b * y + c;
      const sourceY = d * x + e * y + f;
      if (straight) {
        const inside = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
        const source = from + (sourceY * width + sourceX) * channels;
        for (let channel = 0; channel < channels; channel++) {
          const value = inside ? (values[source + channel] ?? 0) : 0;
          out[target++] = value * (multiply[channel] ?? 1) + (add[channel] ?? 0);
        }
        continue;
      }
      // Bilinear: the four pixels around, each by how near it is.
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const right = sourceX - left;
      const low = sourceY - top;
      const hasTop = top >= 0 && top < height;
      const hasLow = top + 1 >= 0 && top + 1 < height;
      const hasLeft = left >= 0 && left < width;
      const hasRight = left + 1 >= 0 && left + 1 < width;
      const source = from + (top * width + left) * channels;
      const below = source + width * channels;
      for (let channel = 0; channel < channels; channel++) {
        let value = 0;
        if (hasTop && hasLeft) value += (1 - right) * (1 - low) * (values[source + channel] ?? 0);
        if (hasTop && hasRight) value += right * (1 - low) * (values[source + channels + channel] ?? 0);
        if (hasLow && hasLeft) value += (1 - right) * low * (values[below + channel] ?? 0);
        if (hasLow && hasRight) value += right * low * (values[below + channels + channel] ?? 0);
        out[target++] = value * (multiply[channel] ?? 1) + (add[channel] ?? 0);
      }
    }
  }
}

function cutOut(
  cuts: Int32Array,
  hole: number,
  width: number,
  channels: number,
  out: Float32Array,
  at: number,
): void {
  const [left = 0, top = 0, right = 0, bottom = 0] = cuts.subarray(4 * hole, 4 * hole + 4);
  for (let y = top; y < bottom; y++) {
    const begin = at + y * width * channels;
    out.fill(0, begin + left * channels, begin + right * channels);
  }
}
