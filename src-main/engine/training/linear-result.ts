import type { LinearResult } from '#contract/result.ts';
import { leastSquares, symmetricEigen } from './linear-algebra.ts';

/** The gap below which learned weights count as the closed-form ones. */
export const gapTolerance = 1e-5;
/** More steps than anybody waits for: "never". */
const mostSteps = 1e15;

export interface LinearProblem {
  /** Names of the columns, in order; the bias is added as the last one. */
  readonly names: readonly string[];
  readonly bias: boolean;
  /** Rows × columns, as the model sees them. */
  readonly inputs: Float32Array;
  readonly targets: ArrayLike<number>;
  /** In the order of `names`, then the bias. */
  readonly learned: readonly number[];
  /** Weight decay λ of every weight, a penalty λ/2 · w² on top of the loss; none when left out. */
  readonly decays?: readonly number[];
  /** Full-batch gradient descent at a constant rate; null for any other training, whose path has no such formula. */
  readonly descent: { readonly initial: readonly number[]; readonly learningRate: number } | null;
}

/**
 * Learned weights of a linear model with mean squared error beside the least-squares solution on the same rows, in
 * double precision; with weight decay beside that of ridge regression (Hoerl & Kennard 1970): mean squared error and
 * λ/2 · w² are least where the squares of further rows √(n·λ/2) · w are added to those of the n rows. With H = 2·XᵀX / n, gradient descent multiplies the error along the eigenvector of λ by 1 − ηλ
 * every step, so that the slowest eigenvalue decides; `stepsNeeded` counts from the initial weights to a gap within
 * the tolerance, and is null when no number of steps gets there.
 */
export function compareWithClosedForm(problem: LinearProblem): LinearResult {
  const { design, rows, columns } = designMatrix(problem);
  const targets = Float64Array.from(problem.targets);
  const closedForm = solution(problem, { design, rows, columns }, targets);
  const weightDecay = Math.max(0, ...(problem.decays ?? []));
  const learned = problem.learned;
  const difference = closedForm.map((value, index) => (learned[index] ?? Number.NaN) - value);
  const gap = largestMagnitude(difference);
  return {
    names: problem.bias ? [...problem.names, 'bias'] : problem.names,
    learned,
    closedForm: [...closedForm],
    ...(weightDecay > 0 ? { weightDecay } : {}),
    gap,
    learnedLoss: meanSquaredError(design, targets, learned, columns),
    closedFormLoss: meanSquaredError(design, targets, closedForm, columns),
    reached: gap <= gapTolerance,
    stepsNeeded:
      problem.descent === null ? null : stepsNeeded(problem.descent, design, rows, columns, closedForm),
  };
}

function solution(
  { decays = [] }: LinearProblem,
  {
    design,
    rows,
    columns,
  }: { readonly design: Float64Array; readonly rows: number; readonly columns: number },
  targets: Float64Array,
): Float64Array {
  if (decays.every((decay) => decay === 0)) {
    return leastSquares(design.slice(), targets.slice(), rows, columns);
  }
  const matrix = new Float64Array((rows + columns) * columns);
  matrix.set(design);
  for (let column = 0; column < columns; column++) {
    matrix[(rows + column) * columns + column] = Math.sqrt((rows * (decays[column] ?? 0)) / 2);
  }
  const wanted = new Float64Array(rows + columns);
  wanted.set(targets);
  return leastSquares(matrix, wanted, rows + columns, columns);
}

function designMatrix({ inputs, targets, bias, names }: LinearProblem) {
  const rows = targets.length;
  const features = names.length;
  const columns = features + (bias ? 1 : 0);
  const design = new Float64Array(rows * columns).fill(1);
  for (let row = 0; row < rows; row++) {
    design.set(inputs.subarray(row * features, (row + 1) * features), row * columns);
  }
  return { design, rows, columns };
}

function stepsNeeded(
  { initial, learningRate }: NonNullable<LinearProblem['descent']>,
  design: Float64Array,
  rows: number,
  columns: number,
  closedForm: Float64Array,
): number | null {
  const difference = closedForm.map((value, index) => (initial[index] ?? Number.NaN) - value);
  const hessian = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        sum += (design[row * columns + i] ?? 0) * (design[row * columns + j] ?? 0);
      }
      hessian[i * columns + j] = (2 * sum) / rows;
    }
  }
  const { values, vectors } = symmetricEigen(hessian, columns);
  const parts = vectors.map((vector) =>
    vector.reduce((sum, value, index) => sum + value * (difference[index] ?? 0), 0),
  );
  const gapAfter = (steps: number): number => {
    const left = new Float64Array(columns);
    for (const [k, vector] of vectors.entries()) {
      const part = (parts[k] ?? 0) * (1 - learningRate * (values[k] ?? 0)) ** steps;
      for (const [index, value] of vector.entries()) left[index] = (left[index] ?? 0) + part * value;
    }
    return largestMagnitude(left);
  };
  if (gapAfter(0) <= gapTolerance) return 0;
  let enough = 1;
  while (gapAfter(enough) > gapTolerance) {
    enough *= 2;
    if (enough > mostSteps) return null;
  }
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (gapAfter(middle) > gapTolerance) tooFew = middle;
    else enough = middle;
  }
  return enough;
}

function meanSquaredError(
  design: Float64Array,
  targets: Float64Array,
  weights: ArrayLike<number>,
  columns: number,
): number {
  let sum = 0;
  for (const [row, target] of targets.entries()) {
    let predicted = 0;
    for (let column = 0; column < columns; column++) {
      predicted += (design[row * columns + column] ?? 0) * (weights[column] ?? Number.NaN);
    }
    sum += (predicted - target) ** 2;
  }
  return sum / targets.length;
}

function largestMagnitude(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
