/** Small dense matrices as rows of one array: entry (i, j) of an n×n one is at i·n + j. */

export interface Eigen {
  readonly values: Float64Array;
  /** Column j is the vector of value j. */
  readonly vectors: Float64Array;
}

/** Eigenvalues and orthonormal eigenvectors of a symmetric matrix by Jacobi's rotations. */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal += (a[i * n + i] ?? 0) ** 2;
      for (let j = i + 1; j < n; j++) off += (a[i * n + j] ?? 0) ** 2;
    }
    if (off <= 1e-30 * diagonal) break;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i] ?? 0), vectors: v };
}

/** One rotation, after which entry (p, q) is 0 (Golub and Van Loan, section 8.5). */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] ?? 0;
  if (apq === 0) return;
  const tau = ((a[q * n + q] ?? 0) - (a[p * n + p] ?? 0)) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [a[k * n + p] ?? 0, a[k * n + q] ?? 0];
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const [pk, qk] = [a[p * n + k] ?? 0, a[q * n + k] ?? 0];
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
    const [vp, vq] = [v[k * n + p] ?? 0, v[k * n + q] ?? 0];
    v[k * n + p] = c * vp - s * vq;
    v[k * n + q] = s * vp + c * vq;
  }
}

/**
 * The lower triangle L with L·Lᵀ = the matrix (its lower triangle is read), row by row in place; false where the
 * matrix is not positive definite.
 */
export function cholesky(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = matrix[rowI + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (matrix[rowI + k] ?? 0) * (matrix[rowJ + k] ?? 0);
      if (i === j) {
        if (!(sum > 0)) return false;
        matrix[rowI + i] = Math.sqrt(sum);
      } else matrix[rowI + j] = sum / (matrix[rowJ + j] ?? 1);
    }
  }
  return true;
}

/** Solves L·x = b in place, for the lower triangle of `lower` whose rows are `stride` apart. */
export function solveLower(lower: Float64Array, n: number, x: Float64Array, stride = n): void {
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (lower[row + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[row + i] ?? 1);
  }
}

/** Solves Lᵀ·x = b in place. */
export function solveLowerTransposed(lower: Float64Array, n: number, x: Float64Array, stride = n): void {
  for (let i = n - 1; i >= 0; i--) {
    const own = (x[i] ?? 0) / (lower[i * stride + i] ?? 1);
    x[i] = own;
    const row = i * stride;
    for (let k = 0; k < i; k++) x[k] = (x[k] ?? 0) - (lower[row + k] ?? 0) * own;
  }
}
