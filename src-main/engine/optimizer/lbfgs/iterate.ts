import { strongWolfe, type LinePoint } from './line-search.ts';

/** What one iteration needs of those before. */
export interface LbfgsState {
  /** Changes of the gradient and of the weights, oldest first, at most as many as the history is long. */
  changes: Float64Array[];
  steps: Float64Array[];
  /** The last direction, how far it was followed, and the gradient where it began; null before the first iteration. */
  last: { readonly direction: Float64Array; rate: number; readonly gradient: Float64Array } | null;
  /** Of the first guess of the inverse Hessian. */
  scale: number;
}

export interface Measured {
  readonly loss: number;
  readonly gradient: Float64Array;
}

const flatGradient = 1e-7;
const flatSlope = 1e-9;
const leastCurvature = 1e-10;

/**
 * One iteration of L-BFGS (Liu & Nocedal 1989) in place, as torch.optim.LBFGS makes it. `measure` gives loss and
 * gradient at other weights of the same data. Where the gradient is flat nothing moves.
 */
export function iterateLbfgs(
  state: LbfgsState,
  weights: Float64Array,
  { loss, gradient }: Measured,
  options: { readonly learningRate: number; readonly history: number; readonly searches: boolean },
  measure: (weights: Float64Array) => Measured,
): void {
  if (gradient.every((g) => Math.abs(g) <= flatGradient)) return;
  const first = state.last === null;
  if (state.last !== null) remember(state, gradient, state.last, options.history);
  const direction = towardsMinimum(state, gradient);
  const sum = gradient.reduce((total, g) => total + Math.abs(g), 0);
  let rate = (first ? Math.min(1, 1 / sum) : 1) * options.learningRate;
  const slope = dot(gradient, direction);
  state.last = { direction, rate, gradient: gradient.slice() };
  if (!(slope <= -flatSlope)) return;
  if (options.searches) {
    const start = { rate: 0, loss, gradient, slope };
    const largest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
    rate = strongWolfe(start, rate, largest, (at): LinePoint => {
      const found = measure(weights.map((w, i) => w + at * (direction[i] ?? 0)));
      return { rate: at, ...found, slope: dot(found.gradient, direction) };
    }).rate;
    state.last.rate = rate;
  }
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] ?? 0) + rate * (direction[i] ?? 0);
}

function remember(
  state: LbfgsState,
  gradient: Float64Array,
  last: NonNullable<LbfgsState['last']>,
  history: number,
): void {
  const change = gradient.map((g, i) => g - (last.gradient[i] ?? 0));
  const step = last.direction.map((d) => d * last.rate);
  const product = dot(change, step);
  if (!(product > leastCurvature)) return;
  if (state.changes.length === history) {
    state.changes.shift();
    state.steps.shift();
  }
  state.changes.push(change);
  state.steps.push(step);
  state.scale = product / dot(change, change);
}

/** −H g by the two loops over the history. */
function towardsMinimum({ changes, steps, scale }: LbfgsState, gradient: Float64Array): Float64Array {
  const direction = gradient.map((g) => -g);
  const shares = new Float64Array(changes.length);
  const pairs = changes.map((change, index) => {
    const step = steps[index] ?? change;
    return { change, step, inverse: 1 / dot(change, step) };
  });
  for (const [back, { change, step, inverse }] of [...pairs.entries()].reverse()) {
    const share = dot(step, direction) * inverse;
    shares[back] = share;
    addScaled(direction, change, -share);
  }
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] ?? 0) * scale;
  for (const [index, { change, step, inverse }] of pairs.entries()) {
    addScaled(direction, step, (shares[index] ?? 0) - dot(change, direction) * inverse);
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (from[i] ?? 0);
}
