import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { keepAll } from '../table-builder.ts';
import type { Column, ImageShape, Table } from '../table.ts';
import { sizeOf } from './image-table.ts';

/** Wider tables are more than steps of columns can be asked to do. */
const mostPixels = 20_000;

/** What a pixel is called as a column: `pixel_3_5`, or `pixel_3_5_red`. */
export function pixelNames({ height, width, channels }: ImageShape): string[] {
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

/**
 * A table of images as one of numbers, a column for every pixel before the others: for steps that work on columns.
 * Throws `invalid_input` where that is more than fits into memory.
 */
export function withPixelColumns(table: Table): Table {
  const { images, ...rest } = table;
  if (images === undefined) return table;
  const size = sizeOf(images.shape);
  if (size > mostPixels || size * table.rowCount > keepAll.cells) {
    throw inputError('preprocessing', say('data.pixelColumns', { count: table.rowCount, size }));
  }
  const columns = pixelNames(images.shape).map((name, pixel): Column => ({
    type: 'number',
    name,
    values: Float64Array.from(
      { length: table.rowCount },
      (_, row) => images.values[row * size + pixel] ?? Number.NaN,
    ),
  }));
  return { ...rest, columns: [...columns, ...table.columns] };
}
