/** Dense linear algebra in double precision for the few columns of a linear model. Matrices are row after row. */

export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Row k is the unit vector of value k. */
  readonly vectors: readonly Float64Array[];
}

/** Eigenvalues and vectors of a symmetric n × n matrix by cyclic Jacobi rotations (Golub & Van Loan 8.5). */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const get = (m: Float64Array, i: number, j: number): number => m[i * n + j] ?? 0;
  for (let sweep = 0; sweep < 100; sweep++) {
    let off = 0;
    let scale = 0;
    for (let i = 0; i < n; i++) {
      scale += get(a, i, i) ** 2;
      for (let j = i + 1; j < n; j++) off += get(a, i, j) ** 2;
    }
    if (off <= scale * 1e-32) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = get(a, p, q);
        if (apq === 0) continue;
        const theta = (get(a, q, q) - get(a, p, p)) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const akp = get(a, k, p);
          const akq = get(a, k, q);
          a[k * n + p] = c * akp - s * akq;
          a[k * n + q] = s * akp + c * akq;
        }
        for (let k = 0; k < n; k++) {
          const apk = get(a, p, k);
          const aqk = get(a, q, k);
          a[p * n + k] = c * apk - s * aqk;
          a[q * n + k] = s * apk + c * aqk;
          const vpk = get(v, p, k);
          const vqk = get(v, q, k);
          v[p * n + k] = c * vpk - s * vqk;
          v[q * n + k] = s * vpk + c * vqk;
        }
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => get(a, i, i) - get(a, j, j));
  return {
    values: Float64Array.from(order, (i) => get(a, i, i)),
    vectors: order.map((i) => v.slice(i * n, (i + 1) * n)),
  };
}

/**
 * The x of least ‖A·x − b‖ for a rows × columns matrix by Householder reflections with column pivoting (Golub &
 * Van Loan 5.5). Columns that depend on earlier ones get the weight 0. `matrix` and `b` are overwritten.
 */
export function leastSquares(
  matrix: Float64Array,
  b: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const get = (i: number, j: number): number => matrix[i * columns + j] ?? 0;
  const order = Array.from({ length: columns }, (_, j) => j);
  const steps = Math.min(rows, columns);
  let rank = 0;
  let largest = 0;
  for (let k = 0; k < steps; k++) {
    const norms = order.slice(k).map((_, index) => columnNorm(get, k, k + index, rows));
    const pivot = k + norms.indexOf(Math.max(...norms));
    swapColumns(matrix, rows, columns, k, pivot);
    [order[k], order[pivot]] = [order[pivot] ?? pivot, order[k] ?? k];
    const norm = columnNorm(get, k, k, rows);
    if (k === 0) largest = norm;
    if (norm <= largest * 1e-12) break;
    rank++;
    // The reflection I − β·u·uᵀ turns the column to (alpha, 0, …); the sign avoids cancellation.
    const alpha = get(k, k) > 0 ? -norm : norm;
    const u = Float64Array.from({ length: rows - k }, (_, i) => get(k + i, k) - (i === 0 ? alpha : 0));
    const beta = 2 / u.reduce((sum, value) => sum + value * value, 0);
    for (let j = k; j < columns; j++) {
      let dot = 0;
      for (let i = 0; i < u.length; i++) dot += (u[i] ?? 0) * get(k + i, j);
      for (let i = 0; i < u.length; i++) {
        matrix[(k + i) * columns + j] = get(k + i, j) - beta * dot * (u[i] ?? 0);
      }
    }
    let dot = 0;
    for (let i = 0; i < u.length; i++) dot += (u[i] ?? 0) * (b[k + i] ?? 0);
    for (let i = 0; i < u.length; i++) b[k + i] = (b[k + i] ?? 0) - beta * dot * (u[i] ?? 0);
  }
  const x = new Float64Array(columns);
  for (let k = rank - 1; k >= 0; k--) {
    let sum = b[k] ?? 0;
    for (let j = k + 1; j < rank; j++) sum -= get(k, j) * (x[order[j] ?? j] ?? 0);
    x[order[k] ?? k] = sum / get(k, k);
  }
  return x;
}

function columnNorm(
  get: (i: number, j: number) => number,
  from: number,
  column: number,
  rows: number,
): number {
  let sum = 0;
  for (let i = from; i < rows; i++) sum += get(i, column) ** 2;
  return Math.sqrt(sum);
}

function swapColumns(matrix: Float64Array, rows: number, columns: number, a: number, b: number): void {
  if (a === b) return;
  for (let i = 0; i < rows; i++) {
    const kept = matrix[i * columns + a] ?? 0;
    matrix[i * columns + a] = matrix[i * columns + b] ?? 0;
    matrix[i * columns + b] = kept;
  }
}
