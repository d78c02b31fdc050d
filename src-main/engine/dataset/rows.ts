import type { DatasetRows, DatasetSpec } from '#contract/dataset.ts';
import { cellOf } from './cell-of.ts';
import { pictureBytes } from './image/image-table.ts';
import type { DatasetFiles } from './files.ts';
import { loadDataset } from './load.ts';
import { keepAll } from './table-builder.ts';

/**
 * Some rows of a dataset as typed values: `limit` of them from `offset` on, fewer at its end. The file is read no
 * further than that; `types` of the spec keep the types that were found in all of it. A text's rows are its lines.
 */
export async function readRows(
  spec: DatasetSpec,
  files: DatasetFiles,
  offset: number,
  limit: number,
): Promise<DatasetRows> {
  const dataset = await loadDataset(spec, files, { ...keepAll, window: { offset, limit } });
  if (dataset.kind === 'text') {
    const lines = dataset.text.split('\n').slice(offset, offset + limit);
    return { columns: [], offset, rows: lines.map((line) => [line]) };
  }
  const { columns } = dataset;
  // Generated data comes whole.
  const first = spec.source.kind === 'linear' ? offset : 0;
  const count = Math.max(0, Math.min(limit, dataset.rowCount - first));
  return {
    columns: columns.map(({ name }) => name),
    offset,
    ...(dataset.images === undefined ? {} : { images: pictureBytes(dataset.images, first, count) }),
    rows: Array.from({ length: count }, (_, row) => columns.map((column) => cellOf(column, first + row))),
  };
}
