import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import type { Keep } from '../table-builder.ts';
import type { CategoryColumn, ColumnTotals, ImageRows, ImageShape, Table } from '../table.ts';

/** The largest side that can be asked for, in colour. */
const mostValues = 512 * 512 * 3;
/** A byte takes an eighth of a number. */
const bytesPerCell = 8;

export interface ImageTable {
  /** Whether the image of that number is kept. */
  wants(image: number): boolean;
  /** Values of the image of that number, row by row, the channels of a pixel side by side. */
  set(image: number, values: ArrayLike<number>): void;
  finish(label: CategoryColumn | null): Pick<Table, 'rowCount' | 'columns' | 'totals' | 'image' | 'images'>;
}

export interface ImageTableOptions {
  readonly fileName: string;
  readonly count: number;
  readonly shape: ImageShape;
  readonly keep: Keep;
  /** All images, where they are there already: they are kept as they are if all of them are wanted. */
  readonly all?: Uint8Array | Float32Array;
}

/**
 * Images beside their labels, a byte a value. Throws `invalid_input` for images with too many pixels, or too many of
 * them to be held at once.
 */
export function createImageTable({ fileName, count, shape, keep, all }: ImageTableOptions): ImageTable {
  const size = sizeOf(shape);
  const cells = keep.cells * bytesPerCell;
  if (size > mostValues) {
    throw inputError(
      'dataset.image',
      say('file.largeImages', { file: fileName, shape: written(shape), size, most: mostValues }),
    );
  }
  if (count * size > cells && keep.beyond === 'refuse' && keep.window === undefined) {
    throw inputError(
      'dataset.image',
      say('file.tooManyImages', { file: fileName, count, shape: written(shape) }),
    );
  }
  const stride = keep.window === undefined ? Math.max(1, Math.ceil((count * size) / cells)) : 1;
  const first = Math.min(count, keep.window?.offset ?? 0);
  const end = keep.window === undefined ? count : Math.min(count, first + keep.window.limit);
  const kept = Math.ceil((end - first) / stride);
  const wants = (image: number): boolean => image >= first && image < end && (image - first) % stride === 0;
  const values =
    all === undefined
      ? new Uint8Array(kept * size)
      : stride === 1
        ? all.subarray(first * size, end * size)
        : thinned(all, size, stride, kept);
  return {
    wants,
    set: (image, source) => values.set(source, ((image - first) / stride) * size),
    finish: (label) => ({
      rowCount: kept,
      columns: label === null ? [] : [{ ...label, codes: label.codes.filter((_, row) => wants(row)) }],
      image: shape,
      images: { shape, values },
      ...(stride > 1 ? { totals: { rows: count, columns: label === null ? [] : [labelTotals(label)] } } : {}),
    }),
  };
}

export function sizeOf({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

function written({ height, width, channels }: ImageShape): string {
  return `${height} × ${width}${channels === 1 ? '' : ` × ${channels}`}`;
}

function thinned(
  all: Uint8Array | Float32Array,
  size: number,
  stride: number,
  kept: number,
): Uint8Array | Float32Array {
  const values = all instanceof Uint8Array ? new Uint8Array(kept * size) : new Float32Array(kept * size);
  for (let row = 0; row < kept; row++) {
    values.set(all.subarray(row * stride * size, (row * stride + 1) * size), row * size);
  }
  return values;
}

/** Images as bytes to be looked at: numbers from the smallest to the largest of each image. */
export function pictureBytes({ shape, values }: ImageRows, from: number, count: number): Uint8Array {
  const size = sizeOf(shape);
  if (values instanceof Uint8Array) return values.slice(from * size, (from + count) * size);
  const result = new Uint8Array(count * size);
  for (let image = 0; image < count; image++) {
    const own = values.subarray((from + image) * size, (from + image + 1) * size);
    let least = 0;
    let most = 0;
    for (const value of own) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    const range = most - least || 1;
    for (let at = 0; at < size; at++) {
      result[image * size + at] = Math.round((((own[at] ?? 0) - least) / range) * 255);
    }
  }
  return result;
}

function labelTotals(label: CategoryColumn): ColumnTotals {
  const counts = new Float64Array(label.categories.length);
  let missing = 0;
  for (const code of label.codes) {
    if (code < 0) missing++;
    else counts[code] = (counts[code] ?? 0) + 1;
  }
  return { missing, distinct: label.categories.length, counts };
}
