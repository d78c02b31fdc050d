// Activations, with the bias before them and their slopes. Numbers of kinds as in ../../embedded/activation.ts.
import { exponential, hyperbolicTangent, loadPart, logistic, multiplyAdd, storePart } from './vector';

const relu: i32 = 1;
const tanh: i32 = 2;
const sigmoid: i32 = 3;
const gelu: i32 = 4;
const elu: i32 = 5;
const leakyRelu: i32 = 6;
const swish: i32 = 7;

/** √(2/π) and the cubic coefficient of the tanh approximation of GELU (Hendrycks & Gimpel 2016). */
const geluScale: f32 = 0.7978845608028654;
const geluCubic: f32 = 0.044715;
const leak: f32 = 0.01;

// @ts-ignore: decorator
@inline
function activate(kind: i32, x: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == relu) return f32x4.max(x, zero);
  if (kind == tanh) return hyperbolicTangent(x);
  if (kind == sigmoid) return logistic(x);
  if (kind == gelu) return f32x4.mul(x, logistic(geluInner(x)));
  if (kind == elu) {
    const negative = f32x4.sub(exponential(x), f32x4.splat(1));
    return v128.bitselect(negative, x, f32x4.le(x, zero));
  }
  if (kind == leakyRelu) {
    return v128.bitselect(f32x4.mul(x, f32x4.splat(leak)), x, f32x4.lt(x, zero));
  }
  if (kind == swish) return f32x4.mul(x, logistic(x));
  return x;
}

/** 2u, where GELU is x · (1 + tanh u) / 2 = x · logistic(2u): one exponential instead of two polynomials. */
// @ts-ignore: decorator
@inline
function geluInner(x: v128): v128 {
  const squared = f32x4.mul(x, x);
  const cubic = multiplyAdd(f32x4.mul(f32x4.splat(geluCubic), squared), x, x);
  return f32x4.mul(f32x4.splat(2 * geluScale), cubic);
}

/** Slope times dy; `kept` is the output, or the input for gelu and swish. */
// @ts-ignore: decorator
@inline
function slope(kind: i32, dy: v128, kept: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (kind == relu) return v128.and(dy, f32x4.gt(kept, zero));
  if (kind == tanh) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(kept, kept)));
  if (kind == sigmoid) return f32x4.mul(dy, f32x4.mul(kept, f32x4.sub(one, kept)));
  if (kind == gelu) {
    const s = logistic(geluInner(kept));
    const inner = f32x4.mul(
      f32x4.splat(2 * geluScale),
      multiplyAdd(f32x4.splat(3 * geluCubic), f32x4.mul(kept, kept), one),
    );
    const along = f32x4.mul(f32x4.mul(kept, inner), f32x4.sub(one, s));
    return f32x4.mul(dy, f32x4.mul(s, f32x4.add(one, along)));
  }
  if (kind == elu) {
    return v128.bitselect(f32x4.mul(dy, f32x4.add(kept, one)), dy, f32x4.le(kept, zero));
  }
  if (kind == leakyRelu) {
    return v128.bitselect(f32x4.mul(dy, f32x4.splat(leak)), dy, f32x4.lt(kept, zero));
  }
  if (kind == swish) {
    const s = logistic(kept);
    return f32x4.mul(dy, f32x4.mul(s, multiplyAdd(kept, f32x4.sub(one, s), one)));
  }
  return dy;
}

/** y = activation(x + bias) over rows; y may be x, except for gelu and swish. */
export function addBiasAndActivate(
  kind: i32,
  x: usize,
  bias: usize,
  y: usize,
  rows: i32,
  columns: i32,
): void {
  if (kind == relu) return activateRows(relu, x, bias, y, rows, columns);
  if (kind == tanh) return activateRows(tanh, x, bias, y, rows, columns);
  if (kind == sigmoid) return activateRows(sigmoid, x, bias, y, rows, columns);
  if (kind == gelu) return activateRows(gelu, x, bias, y, rows, columns);
  if (kind == elu) return activateRows(elu, x, bias, y, rows, columns);
  if (kind == leakyRelu) return activateRows(leakyRelu, x, bias, y, rows, columns);
  if (kind == swish) return activateRows(swish, x, bias, y, rows, columns);
  activateRows(0, x, bias, y, rows, columns);
}

/** For gelu and swish x + bias is written back to x, since their slopes need it. */
// @ts-ignore: decorator
@inline
function activateRows(kind: i32, x: usize, bias: usize, y: usize, rows: i32, columns: i32): void {
  const keep = kind == gelu || kind == swish;
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const sum = f32x4.add(v128.load(x), v128.load(bias + at));
      if (keep) v128.store(x, sum);
      v128.store(y, activate(kind, sum));
      x += 16;
      y += 16;
      at += 16;
    }
    const rest = columns - column;
    if (rest > 0) {
      const sum = f32x4.add(loadPart(x, rest), loadPart(bias + at, rest));
      if (keep) storePart(x, sum, rest);
      storePart(y, activate(kind, sum), rest);
      x += <usize>rest << 2;
      y += <usize>rest << 2;
    }
  }
}

/** dx = dy · slope, element by element; dx may be dy. */
export function activationGradient(kind: i32, dy: usize, kept: usize, dx: usize, count: i32): void {
  if (kind == relu) return slopes(relu, dy, kept, dx, count);
  if (kind == tanh) return slopes(tanh, dy, kept, dx, count);
  if (kind == sigmoid) return slopes(sigmoid, dy, kept, dx, count);
  if (kind == gelu) return slopes(gelu, dy, kept, dx, count);
  if (kind == elu) return slopes(elu, dy, kept, dx, count);
  if (kind == leakyRelu) return slopes(leakyRelu, dy, kept, dx, count);
  slopes(swish, dy, kept, dx, count);
}

// @ts-ignore: decorator
@inline
function slopes(kind: i32, dy: usize, kept: usize, dx: usize, count: i32): void {
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    v128.store(dx, slope(kind, v128.load(dy), v128.load(kept)));
    dy += 16;
    kept += 16;
    dx += 16;
  }
  const rest = count - index;
  if (rest > 0) storePart(dx, slope(kind, loadPart(dy, rest), loadPart(kept, rest)), rest);
}

/** sums [columns] = the sum over all rows: the gradient of a bias. */
export function sumRows(x: usize, sums: usize, rows: i32, columns: i32): void {
  const step = <usize>columns << 2;
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at = x + (<usize>column << 2);
    for (let row = 0; row < rows; row++) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
      at += step;
    }
    const to = sums + (<usize>column << 2);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; column < columns; column++) {
    let sum: f32 = 0;
    let at = x + (<usize>column << 2);
    for (let row = 0; row < rows; row++) {
      sum += load<f32>(at);
      at += step;
    }
    store<f32>(sums + (<usize>column << 2), sum);
  }
}
