import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AugmentationStep } from '#contract/training.ts';
import { channelMoments } from '../../../src-main/engine/dataset/image/channel-moments.ts';
import type { ImageRows } from '../../../src-main/engine/dataset/table.ts';
import { moveImage, openAugmenter } from '../../../src-main/engine/preprocessing/image/augment.ts';
import { openDrawing } from '../../../src-main/engine/preprocessing/image/draw.ts';
import { resizeImages, type ResizeMethod } from '../../../src-main/engine/preprocessing/image/resize.ts';

interface Reference {
  readonly images: Readonly<Record<string, { shape: number[]; bytes: boolean; values: number[] }>>;
  readonly resized: readonly {
    readonly image: string;
    readonly method: ResizeMethod;
    readonly height: number;
    readonly width: number;
    readonly values: readonly number[];
  }[];
  readonly moments: {
    readonly values: readonly number[];
    readonly rows: readonly number[];
    readonly mean: readonly number[];
    readonly deviation: readonly number[];
  };
  readonly moved: readonly { readonly move: readonly number[]; readonly values: readonly number[] }[];
}
// Written by test/reference/images.py.
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/images.json'), 'utf8'),
) as Reference;

function imageOf(name: string): ImageRows {
  const found = reference.images[name];
  if (found === undefined) throw new Error(`no image ${name}`);
  const [height = 1, width = 1, channels = 1] = found.shape;
  const values = found.bytes ? Uint8Array.from(found.values) : Float32Array.from(found.values);
  return { shape: { height, width, channels }, values };
}

function furthest(values: ArrayLike<number>, expected: readonly number[]): number {
  expect(values.length).toBe(expected.length);
  return expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (values[at] ?? 0))), 0);
}

const unscaled = (channels: number) => ({
  multiply: new Float64Array(channels).fill(1),
  add: new Float64Array(channels),
});

describe('images of another size', () => {
  it.each(reference.resized)(
    'are as Pillow’s: $image to $height × $width, $method',
    ({ image, method, height, width, values }) => {
      const source = imageOf(image);
      const resized = resizeImages(source, { height, width }, method);
      expect(resized.shape).toEqual({ ...source.shape, height, width });
      // Bytes are rounded from weights of 22 bits there.
      const within = method === 'nearest' ? 0 : source.values instanceof Uint8Array ? 1 : 1e-5;
      expect(furthest(resized.values, values)).toBeLessThanOrEqual(within);
    },
  );
});

describe('the mean and deviation of channels', () => {
  it('are NumPy’s, of the rows that are asked for', () => {
    const { values, rows, mean, deviation } = reference.moments;
    const images = { shape: { height: 4, width: 3, channels: 3 }, values: Uint8Array.from(values) };
    const found = channelMoments(images, Uint32Array.from(rows));
    expect(furthest(found.mean, mean)).toBeLessThan(1e-10);
    expect(furthest(found.deviation, deviation)).toBeLessThan(1e-10);
  });
});

describe('a moved image', () => {
  it.each(reference.moved)('is SciPy’s: $move', ({ move, values }) => {
    const image = imageOf('grey');
    const out = new Float32Array(image.values.length);
    moveImage(image, 0, Float64Array.from(move), unscaled(1), out, 0);
    expect(furthest(out, values)).toBeLessThan(1e-4);
  });
});

const shape = { height: 6, width: 5, channels: 3 };
const size = shape.height * shape.width * shape.channels;
const count = 7;
const images: ImageRows = {
  shape,
  values: Uint8Array.from({ length: count * size }, (_, at) => (at * 37 + (at >> 3)) % 256),
};
const rows = Uint32Array.from({ length: count }, (_, row) => row);
const steps: readonly AugmentationStep[] = [
  { step: 'flip', horizontal: true, vertical: true },
  { step: 'shift', most: 0.2 },
  { step: 'rotate', degrees: 30 },
  { step: 'randomCrop', padding: 1 },
  { step: 'cutout', size: 2 },
  { step: 'mixup', alpha: 0.3 },
];
const open = (only: readonly AugmentationStep[], seed = 1) =>
  openAugmenter(only, images, rows, unscaled(shape.channels), seed);
function augmented(augmenter: ReturnType<typeof open>, row: number, epoch: number): Float32Array {
  const out = new Float32Array(size);
  augmenter.write(row, epoch, out, 0);
  return out;
}

describe('augmentation', () => {
  it('gives an image the same change in an epoch, whatever came before it', () => {
    const visit = fc.tuple(fc.integer({ min: 0, max: count - 1 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 10 }), visit, (before, [row, epoch]) => {
        const busy = open(steps);
        for (const [otherRow, otherEpoch] of before) augmented(busy, otherRow, otherEpoch);
        expect(augmented(busy, row, epoch)).toEqual(augmented(open(steps), row, epoch));
      }),
    );
  });

  it('changes it otherwise in another epoch, under another seed and for another image', () => {
    const first = augmented(open(steps), 0, 0);
    expect(augmented(open(steps), 0, 1)).not.toEqual(first);
    expect(augmented(open(steps, 2), 0, 0)).not.toEqual(first);
    const moves = rows.slice(0, 2).reduce<number[][]>((all, row) => {
      const { drawn, draw } = openDrawing(steps, shape, count, 1);
      draw(row, 0);
      return [...all, [...drawn.move]];
    }, []);
    expect(moves[0]).not.toEqual(moves[1]);
  });

  it('flips to exactly the image, its mirror images, or the one turned upside down', () => {
    const at = (x: number, y: number, channel: number) =>
      images.values[(y * shape.width + x) * 3 + channel] ?? 0;
    const mirror = (across: boolean, down: boolean) =>
      Float32Array.from({ length: size }, (_, index) => {
        const [pixel, channel] = [Math.floor(index / 3), index % 3];
        const [x, y] = [pixel % shape.width, Math.floor(pixel / shape.width)];
        return at(across ? shape.width - 1 - x : x, down ? shape.height - 1 - y : y, channel);
      });
    const all = [mirror(false, false), mirror(true, false), mirror(false, true), mirror(true, true)];
    const augmenter = open([{ step: 'flip', horizontal: true, vertical: true }]);
    const seen = Array.from({ length: 60 }, (_, epoch) => augmented(augmenter, 0, epoch)).map((image) =>
      all.findIndex((known) => known.every((value, index) => value === image[index])),
    );
    expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('cuts at most a square out, which becomes 0 after the image is scaled', () => {
    const scale = { multiply: new Float64Array(3).fill(0.5), add: new Float64Array(3).fill(1) };
    const augmenter = openAugmenter([{ step: 'cutout', size: 3 }], images, rows, scale, 1);
    for (let epoch = 0; epoch < 30; epoch++) {
      const zeros = augmented(augmenter, 1, epoch).filter((value) => value === 0).length;
      expect(zeros).toBeGreaterThanOrEqual(2 * 2 * 3);
      expect(zeros).toBeLessThanOrEqual(3 * 3 * 3);
    }
  });

  it('mixes by shares whose mean and variance are those of Beta(α, α)', () => {
    for (const alpha of [0.1, 0.4, 1]) {
      const { drawn, draw } = openDrawing([{ step: 'mixup', alpha }], shape, count, 3);
      const shares = Array.from({ length: 20_000 }, (_, row) => {
        draw(row, 0);
        return drawn.share;
      });
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
      expect(mean).toBeCloseTo(0.5, 1.7);
      expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
    }
  });
});
