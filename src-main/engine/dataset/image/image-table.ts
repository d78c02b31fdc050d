import { inputError } from '../../../base/input-error.ts';
import { mostColumns } from '../csv.ts';
import type { Keep } from '../table-builder.ts';
import type { CategoryColumn, Column, ColumnTotals, ImageShape, Table } from '../table.ts';

/** What images become: a column of numbers per pixel and channel, beside the label. */
export interface ImageTableBuilder {
  /** Whether the image of that number is kept. */
  wants(image: number): boolean;
  /** Pixel values of the image of that number, row by row, the channels of a pixel side by side. */
  set(image: number, pixels: ArrayLike<number>): void;
  finish(label: CategoryColumn | null): Pick<Table, 'rowCount' | 'columns' | 'totals' | 'image'>;
}

/** Throws `invalid_input` for images with too many pixels, or too many of them to be held at once. */
export function createImageTable(
  fileName: string,
  images: number,
  shape: ImageShape,
  keep: Keep,
): ImageTableBuilder {
  const pixels = shape.height * shape.width * shape.channels;
  const size = `${shape.height} × ${shape.width}${shape.channels === 1 ? '' : ` × ${shape.channels}`}`;
  if (pixels >= mostColumns) {
    throw inputError(
      'dataset.image',
      `${fileName}: images of ${size} have ${pixels.toLocaleString('en')} values each, more than the ${mostColumns.toLocaleString('en')} that can be read. Set dataset.image to a smaller size, such as {"height": 64, "width": 64}.`,
    );
  }
  if (images * pixels > keep.cells && keep.beyond === 'refuse') {
    throw inputError(
      'dataset.image',
      `${fileName}: ${images.toLocaleString('en')} images of ${size} are more than fits into memory at once. Set dataset.image to a smaller size, or take fewer images.`,
    );
  }
  const stride = keep.window === undefined ? Math.max(1, Math.ceil((images * pixels) / keep.cells)) : 1;
  const first = Math.min(images, keep.window?.offset ?? 0);
  const end = keep.window === undefined ? images : Math.min(images, first + keep.window.limit);
  const kept = Math.ceil((end - first) / stride);
  const wants = (image: number): boolean => image >= first && image < end && (image - first) % stride === 0;
  const values = new Float64Array(kept * pixels);
  return {
    wants,
    set: (image, source) => {
      const row = (image - first) / stride;
      for (let pixel = 0; pixel < pixels; pixel++) values[pixel * kept + row] = source[pixel] ?? 0;
    },
    finish: (label) => {
      const columns: Column[] = pixelNames(shape).map((name, pixel) => ({
        type: 'number',
        name,
        values: values.subarray(pixel * kept, (pixel + 1) * kept),
      }));
      const totals: ColumnTotals[] = columns.map(() => ({ missing: 0 }));
      if (label !== null) {
        columns.push({ ...label, codes: label.codes.filter((_, row) => wants(row)) });
        totals.push(labelTotals(label));
      }
      return {
        rowCount: kept,
        columns,
        image: shape,
        ...(stride > 1 ? { totals: { rows: images, columns: totals } } : {}),
      };
    },
  };
}

function pixelNames({ height, width, channels }: ImageShape): string[] {
  const colours = channels === 3 ? ['_red', '_green', '_blue'] : [];
  const names: string[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const suffix = colours[channel] ?? (channels === 1 ? '' : `_${channel}`);
        names.push(`pixel_${row}_${column}${suffix}`);
      }
    }
  }
  return names;
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
