import { at, normOf, slot, type ArrayUpdate, type Numbers } from './array-update.ts';

export interface AdafactorSettings {
  readonly decayPower: number;
  readonly epsilon: number;
  readonly leastScale: number;
  readonly clipUpdate: number;
}

/** The last two sides are rows and columns; what comes before counts matrices. Null where there are no two sides. */
export function matricesOf(
  shape: readonly number[],
): { readonly count: number; readonly rows: number; readonly columns: number } | null {
  if (shape.length < 2) return null;
  const rows = shape.at(-2) ?? 1;
  const columns = shape.at(-1) ?? 1;
  return { count: shape.slice(0, -2).reduce((product, side) => product * side, 1), rows, columns };
}

/** Of a step: how much of the new squares is mixed in, and the size of the step relative to the weights. */
export function adafactorStep(
  { decayPower, leastScale }: AdafactorSettings,
  learningRate: number,
  step: number,
  weightScale: number,
): { readonly fresh: number; readonly rate: number } {
  return {
    fresh: step ** -decayPower,
    rate: Math.max(leastScale, weightScale) * Math.min(learningRate, 1 / Math.sqrt(step)),
  };
}

/**
 * Adafactor (Shazeer & Stern 2018, algorithms 4 and 5) without momentum, with means instead of sums over rows and
 * columns. The learning rate is the most that the relative step 1/√t may be, 0.01 in the paper.
 */
export function adafactor(update: ArrayUpdate, settings: AdafactorSettings, weightScale: number): void {
  const { weights, gradients, shape, learningRate, step } = update;
  const { fresh, rate } = adafactorStep(settings, learningRate, step, weightScale);
  const matrices = matricesOf(shape);
  if (matrices === null) {
    const squares = slot(update, 0);
    for (let i = 0; i < weights.length; i++) {
      const g = at(gradients, i);
      const s = at(squares, i) * (1 - fresh) + fresh * (g * g + settings.epsilon);
      squares[i] = s;
      gradients[i] = g / Math.sqrt(s);
    }
  } else {
    const { count, rows, columns } = matrices;
    for (let matrix = 0; matrix < count; matrix++) {
      const from = matrix * rows * columns;
      const part = gradients.subarray(from, from + rows * columns);
      const ofRows = slot(update, 0).subarray(matrix * rows, (matrix + 1) * rows);
      const ofColumns = slot(update, 1).subarray(matrix * columns, (matrix + 1) * columns);
      scaleMatrix(part, ofRows, ofColumns, fresh, settings.epsilon);
    }
  }
  const rootMeanSquare = normOf(gradients) / Math.sqrt(weights.length);
  const factor = rate / Math.max(1, rootMeanSquare / settings.clipUpdate);
  for (let i = 0; i < weights.length; i++) weights[i] = at(weights, i) - factor * at(gradients, i);
}

/** Mixes the squares into their means by row and column, and divides the gradients by the root of their product. */
function scaleMatrix(
  gradients: Numbers,
  ofRows: Numbers,
  ofColumns: Numbers,
  fresh: number,
  epsilon: number,
): void {
  const rows = ofRows.length;
  const columns = ofColumns.length;
  for (let column = 0; column < columns; column++) ofColumns[column] = at(ofColumns, column) * (1 - fresh);
  const mixed = fresh / rows;
  let rowTotal = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const g = at(gradients, row * columns + column);
      const square = g * g + epsilon;
      sum += square;
      ofColumns[column] = at(ofColumns, column) + mixed * square;
    }
    ofRows[row] = at(ofRows, row) * (1 - fresh) + (fresh * sum) / columns;
    rowTotal += at(ofRows, row);
  }
  for (let row = 0; row < rows; row++) {
    const share = (at(ofRows, row) * rows) / rowTotal;
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      gradients[index] = at(gradients, index) / Math.sqrt(share * at(ofColumns, column));
    }
  }
}
