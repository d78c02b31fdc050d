/** Figures of an evaluation by their name without the split: accuracy, mae, rmse, r2, perplexity, bitsPerCharacter. */
export type Metrics = Readonly<Record<string, number>>;

/** Counts true against predicted classes over any number of batches. */
export interface ClassTally {
  /** Logits [rows · classes] row after row, and the class number of each row. */
  add(logits: ArrayLike<number>, classes: ArrayLike<number>): void;
  metrics(): Metrics;
  /** Rows are true classes, columns predicted ones. */
  confusion(): number[][];
}

export function tallyClasses(classCount: number): ClassTally {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  let rows = 0;
  let right = 0;
  return {
    add: (logits, classes) => {
      for (let row = 0; row < classes.length; row++) {
        const predicted = indexOfLargest(logits, row * classCount, classCount);
        const actual = classes[row] ?? -1;
        const line = counts[actual];
        if (line !== undefined) line[predicted] = (line[predicted] ?? 0) + 1;
        rows++;
        if (predicted === actual) right++;
      }
    },
    metrics: () => ({ accuracy: right / rows }),
    confusion: () => counts.map((line) => [...line]),
  };
}

/** The first of equals. */
export function indexOfLargest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[from + index] ?? Number.NaN) > (values[from + best] ?? Number.NaN)) best = index;
  }
  return best;
}

/** Errors of predicted numbers over any number of batches, in units of the target as it is in the data. */
export interface NumberTally {
  add(outputs: ArrayLike<number>, targets: ArrayLike<number>): void;
  /**
   * mae, rmse, and r2 = 1 − Σ(y − ŷ)² / Σ(y − ȳ)² (NaN when the targets do not vary).
   */
  metrics(): Metrics;
}

/** `divideBy` is what the target was divided by in preprocessing; a shift cancels out of every error. */
export function tallyNumbers(divideBy: number): NumberTally {
  let rows = 0;
  let absolute = 0;
  let squared = 0;
  let mean = 0;
  let spread = 0;
  return {
    add: (outputs, targets) => {
      for (let row = 0; row < targets.length; row++) {
        const target = (targets[row] ?? Number.NaN) * divideBy;
        const error = (outputs[row] ?? Number.NaN) * divideBy - target;
        rows++;
        absolute += Math.abs(error);
        squared += error * error;
        const distance = target - mean;
        mean += distance / rows;
        spread += distance * (target - mean);
      }
    },
    metrics: () => ({
      mae: absolute / rows,
      rmse: Math.sqrt(squared / rows),
      r2: spread > 0 ? 1 - squared / spread : Number.NaN,
    }),
  };
}

/** From the mean cross-entropy in nats: how many characters the model hesitates between, and bits it needs for each. */
export function textMetrics(crossEntropy: number): Metrics {
  return { perplexity: Math.exp(crossEntropy), bitsPerCharacter: crossEntropy / Math.LN2 };
}
