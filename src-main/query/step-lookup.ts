/**
 * The value of a metric at a step: the last one where there are several, NaN where there is none. Fast where it is
 * asked for in the order of the steps.
 */
export function createStepLookup(steps: Float64Array, values: Float64Array): (step: number) => number {
  const sorted = inOrder(steps, values);
  let at = 0;
  return (step) => {
    const before = sorted.steps[at - 1];
    if (before !== undefined && before >= step) at = firstAbove(sorted.steps, step);
    // Within the column by the bound of the loop.
    while (at < sorted.steps.length && (sorted.steps[at] as number) <= step) at++;
    return sorted.steps[at - 1] === step ? (sorted.values[at - 1] ?? NaN) : NaN;
  };
}

interface Columns {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** Of equal steps, the one that came last stays last. */
function inOrder(steps: Float64Array, values: Float64Array): Columns {
  if (steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? step)))
    return { steps, values };
  const order = [...steps.keys()].sort((a, b) => (steps[a] ?? 0) - (steps[b] ?? 0) || a - b);
  return {
    steps: Float64Array.from(order, (index) => steps[index] ?? NaN),
    values: Float64Array.from(order, (index) => values[index] ?? NaN),
  };
}

/** Index of the first step above the wanted one. */
function firstAbove(steps: Float64Array, wanted: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? Infinity) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
