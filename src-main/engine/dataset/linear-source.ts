import { createHash } from 'node:crypto';
import type { DatasetSource } from '#contract/dataset.ts';
import { stream } from '../../base/random.ts';
import type { NumberColumn, Table } from './table.ts';

export type LinearSource = Extract<DatasetSource, { kind: 'linear' }>;

/**
 * Generates y = weights · x + bias + noise · N(0, 1) with features x1, x2, … uniform in [0, 1). Rows and noise come
 * from streams of the source's own seed: another seed of the training does not change the data.
 */
export function generateLinear(source: LinearSource): Table {
  const uniform = stream(source.seed, 'linear', 'features');
  const normal = stream(source.seed, 'linear', 'noise');
  const features = source.weights.map((_, index): NumberColumn => ({
    type: 'number',
    name: `x${index + 1}`,
    values: new Float64Array(source.rows),
  }));
  const y = new Float64Array(source.rows);
  for (let row = 0; row < source.rows; row++) {
    let sum = source.bias;
    for (const [index, feature] of features.entries()) {
      const x = uniform.uniform();
      feature.values[row] = x;
      sum += (source.weights[index] ?? 0) * x;
    }
    y[row] = sum + source.noise * normal.normal();
  }
  const columns: NumberColumn[] = [...features, { type: 'number', name: 'y', values: y }];
  const hash = createHash('sha256');
  for (const column of columns) hash.update(column.name).update(new Uint8Array(column.values.buffer));
  return {
    kind: 'table',
    format: 'csv',
    name: 'linear',
    sha256: hash.digest('hex'),
    sizeBytes: columns.length * source.rows * 8,
    warnings: [],
    rowCount: source.rows,
    columns,
  };
}
