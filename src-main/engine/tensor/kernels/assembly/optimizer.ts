// Updates of weights in place, by the formulas of ../../../optimizer/rules.ts, in single precision. `factor` scales
// the gradient (clipping), `decay` adds decay · weight to it, `kept` shrinks the weights first (decoupled decay).
import { multiplyAdd, put, take } from './vector';

// @ts-ignore: decorator
@inline
function gradientAt(g: usize, left: i32, w: v128, factor: f32, decay: f32): v128 {
  const scaled = f32x4.mul(take(g, left), f32x4.splat(factor));
  return decay == 0 ? scaled : multiplyAdd(f32x4.splat(decay), w, scaled);
}

export function sgd(w: usize, g: usize, count: i32, rate: f32, factor: f32, decay: f32): void {
  for (let left = count; left > 0; left -= 4) {
    const weight = take(w, left);
    put(w, f32x4.sub(weight, f32x4.mul(f32x4.splat(rate), gradientAt(g, left, weight, factor, decay))), left);
    w += 16;
    g += 16;
  }
}

export function momentum(
  w: usize,
  g: usize,
  velocity: usize,
  count: i32,
  rate: f32,
  factor: f32,
  decay: f32,
  mu: f32,
  nesterov: bool,
): void {
  for (let left = count; left > 0; left -= 4) {
    const weight = take(w, left);
    const gradient = gradientAt(g, left, weight, factor, decay);
    const v = multiplyAdd(f32x4.splat(mu), take(velocity, left), gradient);
    put(velocity, v, left);
    const direction = nesterov ? multiplyAdd(f32x4.splat(mu), v, gradient) : v;
    put(w, f32x4.sub(weight, f32x4.mul(f32x4.splat(rate), direction)), left);
    w += 16;
    g += 16;
    velocity += 16;
  }
}

export function adagrad(
  w: usize,
  g: usize,
  squares: usize,
  count: i32,
  rate: f32,
  factor: f32,
  decay: f32,
  epsilon: f32,
): void {
  for (let left = count; left > 0; left -= 4) {
    const weight = take(w, left);
    const gradient = gradientAt(g, left, weight, factor, decay);
    const s = multiplyAdd(gradient, gradient, take(squares, left));
    put(squares, s, left);
    const root = f32x4.add(f32x4.sqrt(s), f32x4.splat(epsilon));
    put(w, f32x4.sub(weight, f32x4.div(f32x4.mul(f32x4.splat(rate), gradient), root)), left);
    w += 16;
    g += 16;
    squares += 16;
  }
}

/** `velocity` is 0 without momentum. */
export function rmsprop(
  w: usize,
  g: usize,
  squares: usize,
  velocity: usize,
  count: i32,
  rate: f32,
  factor: f32,
  decay: f32,
  rho: f32,
  rest: f32,
  epsilon: f32,
  mu: f32,
): void {
  for (let left = count; left > 0; left -= 4) {
    const weight = take(w, left);
    const gradient = gradientAt(g, left, weight, factor, decay);
    const s = multiplyAdd(
      f32x4.splat(rho),
      take(squares, left),
      f32x4.mul(f32x4.mul(f32x4.splat(rest), gradient), gradient),
    );
    put(squares, s, left);
    let direction = f32x4.div(gradient, f32x4.add(f32x4.sqrt(s), f32x4.splat(epsilon)));
    if (velocity != 0) {
      direction = multiplyAdd(f32x4.splat(mu), take(velocity, left), direction);
      put(velocity, direction, left);
      velocity += 16;
    }
    put(w, f32x4.sub(weight, f32x4.mul(f32x4.splat(rate), direction)), left);
    w += 16;
    g += 16;
    squares += 16;
  }
}

/**
 * Adam and AdamW. `rate` is the learning rate over 1 − β₁ᵗ, `root` is 1 / √(1 − β₂ᵗ); `rest` are 1 − β, which the
 * caller computes in double precision.
 */
export function adam(
  w: usize,
  g: usize,
  mean: usize,
  squares: usize,
  count: i32,
  rate: f32,
  root: f32,
  factor: f32,
  decay: f32,
  kept: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  epsilon: f32,
): void {
  for (let left = count; left > 0; left -= 4) {
    const weight = f32x4.mul(take(w, left), f32x4.splat(kept));
    const gradient = gradientAt(g, left, weight, factor, decay);
    const m = multiplyAdd(
      f32x4.splat(beta1),
      take(mean, left),
      f32x4.mul(f32x4.splat(rest1), gradient),
    );
    const s = multiplyAdd(
      f32x4.splat(beta2),
      take(squares, left),
      f32x4.mul(f32x4.mul(f32x4.splat(rest2), gradient), gradient),
    );
    put(mean, m, left);
    put(squares, s, left);
    const under = multiplyAdd(f32x4.sqrt(s), f32x4.splat(root), f32x4.splat(epsilon));
    put(w, f32x4.sub(weight, f32x4.div(f32x4.mul(f32x4.splat(rate), m), under)), left);
    w += 16;
    g += 16;
    mean += 16;
    squares += 16;
  }
}

/** In double precision, since a norm is summed over millions. */
export function sumOfSquares(x: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = low;
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    const lanes = v128.load(x);
    const a = f64x2.promote_low_f32x4(lanes);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
    x += 16;
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; index < count; index++) {
    const value = <f64>load<f32>(x);
    sum += value * value;
    x += 4;
  }
  return sum;
}
