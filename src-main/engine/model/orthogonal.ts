import type { RandomStream } from '../../base/random.ts';

/**
 * A random matrix [rows, columns], row after row, whose rows (or columns, whichever are fewer) have length `gain` and
 * stand at right angles (Saxe et al. 2014): normal numbers, orthogonalised by Gram and Schmidt, twice for the digits
 * that one pass loses. Uniform among all such matrices, since every remainder keeps its direction.
 */
export function orthogonalMatrix(
  rows: number,
  columns: number,
  gain: number,
  random: RandomStream,
): Float32Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtractProjection(vector, other);
    }
    const norm = Math.sqrt(product(vector, vector));
    for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) / norm;
    vectors.push(vector);
  }
  const matrix = new Float32Array(rows * columns);
  const wide = columns >= rows;
  for (const [index, vector] of vectors.entries()) {
    for (let i = 0; i < length; i++) {
      matrix[wide ? index * columns + i : i * columns + index] = gain * (vector[i] ?? 0);
    }
  }
  return matrix;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const along = product(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - along * (unit[i] ?? 0);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
