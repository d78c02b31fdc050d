/** A function with its gradient, which is written into `gradient`. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly iterations: number;
  /** Bounds of every coordinate. */
  readonly low: number;
  readonly high: number;
  /** Ends where no coordinate of the projected gradient is larger. */
  readonly tolerance: number;
}

/** Steps that are remembered to know the curvature. */
const memory = 8;

/**
 * A minimum of a smooth function within a box, from `start`, by L-BFGS (Nocedal and Wright, algorithm 7.4) on the
 * coordinates that are free to move, with steps cut at the box and halved until they bring enough (Armijo).
 */
export function minimise(
  smooth: Smooth,
  start: Float64Array,
  { iterations, low, high, tolerance }: MinimiseOptions,
): { readonly x: Float64Array; readonly value: number } {
  const n = start.length;
  const boxed = (value: number): number => Math.min(high, Math.max(low, value));
  let x = start.map(boxed);
  let gradient = new Float64Array(n);
  let value = smooth(x, gradient);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const free = x.map((at, i) => {
      const slope = gradient[i] ?? 0;
      return (at <= low && slope > 0) || (at >= high && slope < 0) ? 0 : 1;
    });
    const steepest = gradient.map((slope, i) => slope * (free[i] ?? 0));
    if (steepest.every((slope) => Math.abs(slope) <= tolerance)) break;
    let direction = descent(steepest, steps, free);
    let slope = dot(direction, steepest);
    if (!(slope < 0)) {
      steps.length = 0;
      direction = steepest.map((along) => -along);
      slope = dot(direction, steepest);
    }
    // Without curvature nothing is known of the scale: no coordinate moves by more than a tenth of the box at first.
    const longest = Math.max(...direction.map(Math.abs));
    let step = steps.length === 0 ? Math.min(1, (0.1 * (high - low)) / longest) : 1;
    let next = x;
    let nextValue = Number.NaN;
    const nextGradient = new Float64Array(n);
    for (let halving = 0; halving < 20; halving++, step *= 0.4) {
      next = x.map((at, i) => boxed(at + step * (direction[i] ?? 0)));
      nextValue = smooth(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * slope) break;
    }
    if (!(nextValue < value)) break;
    const s = next.map((at, i) => at - (x[i] ?? 0));
    const y = nextGradient.map((along, i) => along - (gradient[i] ?? 0));
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > memory) steps.shift();
    }
    const gained = value - nextValue;
    x = next;
    gradient = nextGradient;
    value = nextValue;
    if (gained < 1e-9 * (1 + Math.abs(value))) break;
  }
  return { x, value };
}

/** Minus the inverse Hessian times the gradient, as the steps so far tell it. */
function descent(
  gradient: Float64Array,
  steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
  free: Float64Array,
): Float64Array {
  const q = Float64Array.from(gradient);
  const alphas = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const step = steps[k];
    if (step === undefined) continue;
    const alpha = step.rho * dot(step.s, q);
    alphas[k] = alpha;
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? 0) - alpha * (step.y[i] ?? 0);
  }
  const last = steps.at(-1);
  const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.y, last.y));
  for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? 0) * scale;
  for (const [k, step] of steps.entries()) {
    const beta = step.rho * dot(step.y, q);
    for (let i = 0; i < q.length; i++) q[i] = (q[i] ?? 0) + ((alphas[k] ?? 0) - beta) * (step.s[i] ?? 0);
  }
  return q.map((along, i) => -along * (free[i] ?? 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
