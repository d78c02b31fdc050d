// Along rows: layer norm, and softmax cross-entropy with its gradient.
import { exponential, loadPart, multiplyAdd, storePart, sumOfLanes } from './vector';

/**
 * The natural logarithm, from outside: the compiler's own reads a table, and this module may have no data, since its
 * memory is another's.
 */
// @ts-ignore: decorator
@external('env', 'log')
declare function logarithm(x: f64): f64;

/**
 * y = (x − mean) / √(variance + epsilon) · gain + bias for each row (Ba et al. 2016). `statistics` keeps mean and
 * 1 / √(variance + epsilon) of every row for the gradient.
 */
export function layerNorm(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  statistics: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  const share = <f32>1 / <f32>columns;
  for (let row = 0; row < rows; row++) {
    const mean = sumRow(x, columns) * share;
    const spread = squaresAround(x, mean, columns) * share;
    const scale = <f32>1 / sqrt<f32>(spread + epsilon);
    store<f32>(statistics, mean);
    store<f32>(statistics, scale, 4);
    statistics += 8;
    const m = f32x4.splat(mean);
    const s = f32x4.splat(scale);
    let at: usize = 0;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
      v128.store(y + at, multiplyAdd(normed, v128.load(gain + at), v128.load(bias + at)));
      at += 16;
    }
    const rest = columns - column;
    if (rest > 0) {
      const normed = f32x4.mul(f32x4.sub(loadPart(x + at, rest), m), s);
      storePart(y + at, multiplyAdd(normed, loadPart(gain + at, rest), loadPart(bias + at, rest)), rest);
    }
    x += <usize>columns << 2;
    y += <usize>columns << 2;
  }
}

function sumRow(x: usize, columns: i32): f32 {
  let total = f32x4.splat(0);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    total = f32x4.add(total, v128.load(x));
    x += 16;
  }
  const rest = columns - column;
  if (rest > 0) total = f32x4.add(total, loadPart(x, rest));
  return sumOfLanes(total);
}

function squaresAround(x: usize, mean: f32, columns: i32): f32 {
  const m = f32x4.splat(mean);
  let total = f32x4.splat(0);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const distance = f32x4.sub(v128.load(x), m);
    total = multiplyAdd(distance, distance, total);
    x += 16;
  }
  let sum = sumOfLanes(total);
  for (; column < columns; column++) {
    const distance = load<f32>(x) - mean;
    sum += distance * distance;
    x += 4;
  }
  return sum;
}

/**
 * With x̂ = (x − mean) · scale and g = dy · gain: dx = scale · (g − mean(g) − x̂ · mean(g · x̂)); dGain and dBias are
 * sums over rows and have to be zero at the start.
 */
export function layerNormGradient(
  x: usize,
  gain: usize,
  statistics: usize,
  dy: usize,
  dx: usize,
  dGain: usize,
  dBias: usize,
  rows: i32,
  columns: i32,
): void {
  const share = <f32>1 / <f32>columns;
  for (let row = 0; row < rows; row++) {
    const mean = load<f32>(statistics);
    const scale = load<f32>(statistics, 4);
    statistics += 8;
    const m = f32x4.splat(mean);
    const s = f32x4.splat(scale);
    let sums = f32x4.splat(0);
    let products = f32x4.splat(0);
    let at: usize = 0;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
      const slope = v128.load(dy + at);
      const g = f32x4.mul(slope, v128.load(gain + at));
      sums = f32x4.add(sums, g);
      products = multiplyAdd(g, normed, products);
      v128.store(dGain + at, multiplyAdd(slope, normed, v128.load(dGain + at)));
      v128.store(dBias + at, f32x4.add(slope, v128.load(dBias + at)));
      at += 16;
    }
    let sum = sumOfLanes(sums);
    let product = sumOfLanes(products);
    for (; column < columns; column++) {
      const normed = (load<f32>(x + at) - mean) * scale;
      const slope = load<f32>(dy + at);
      const g = slope * load<f32>(gain + at);
      sum += g;
      product += g * normed;
      store<f32>(dGain + at, load<f32>(dGain + at) + slope * normed);
      store<f32>(dBias + at, load<f32>(dBias + at) + slope);
      at += 4;
    }
    const meanG = f32x4.splat(sum * share);
    const meanProduct = f32x4.splat(product * share);
    at = 0;
    column = 0;
    for (; column + 4 <= columns; column += 4) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
      const g = f32x4.mul(v128.load(dy + at), v128.load(gain + at));
      const along = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(normed, meanProduct));
      v128.store(dx + at, f32x4.mul(s, along));
      at += 16;
    }
    const rest = columns - column;
    if (rest > 0) {
      const normed = f32x4.mul(f32x4.sub(loadPart(x + at, rest), m), s);
      const g = f32x4.mul(loadPart(dy + at, rest), loadPart(gain + at, rest));
      const along = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(normed, meanProduct));
      storePart(dx + at, f32x4.mul(s, along), rest);
    }
    x += <usize>columns << 2;
    dy += <usize>columns << 2;
    dx += <usize>columns << 2;
  }
}

/**
 * Mean cross-entropy of logits [rows, columns] against class numbers, and its gradient (p − wanted) / rows. Label
 * smoothing: (1 − smoothing) on the true class and smoothing / columns on every class. A class number that no column
 * has gives NaN.
 */
export function softmaxCrossEntropy(
  logits: usize,
  classes: usize,
  gradient: usize,
  rows: i32,
  columns: i32,
  smoothing: f32,
): f64 {
  const share = <f32>1 / <f32>rows;
  const everywhere = smoothing / <f32>columns;
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const wanted = load<i32>(classes + (<usize>row << 2));
    const largest = largestOf(logits, columns);
    const sum = exponentials(logits, gradient, largest, columns);
    const logSum = <f64>largest + logarithm(<f64>sum);
    if (wanted < 0 || wanted >= columns) {
      total = NaN;
    } else {
      const own = <f64>load<f32>(logits + (<usize>wanted << 2));
      total += logSum - (<f64>1 - <f64>smoothing) * own;
      if (smoothing > 0) total -= <f64>everywhere * <f64>sumRow(logits, columns);
    }
    scaleRow(gradient, share / sum, everywhere * share, columns);
    if (wanted >= 0 && wanted < columns) {
      const at = gradient + (<usize>wanted << 2);
      store<f32>(at, load<f32>(at) - (<f32>1 - smoothing) * share);
    }
    logits += <usize>columns << 2;
    gradient += <usize>columns << 2;
  }
  return total / <f64>rows;
}

/** NaN when there is one. */
function largestOf(x: usize, columns: i32): f32 {
  let lanes = f32x4.splat(-Infinity);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    lanes = f32x4.max(lanes, v128.load(x));
    x += 16;
  }
  let largest = max(
    max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    max(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  );
  for (; column < columns; column++) {
    largest = max(largest, load<f32>(x));
    x += 4;
  }
  return largest;
}

/** y = e^(x − shift); gives their sum. */
function exponentials(x: usize, y: usize, shift: f32, columns: i32): f32 {
  const s = f32x4.splat(shift);
  let total = f32x4.splat(0);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const e = exponential(f32x4.sub(v128.load(x), s));
    v128.store(y, e);
    total = f32x4.add(total, e);
    x += 16;
    y += 16;
  }
  let sum = sumOfLanes(total);
  const rest = columns - column;
  if (rest > 0) {
    const e = exponential(f32x4.sub(loadPart(x, rest), s));
    storePart(y, e, rest);
    sum += f32x4.extract_lane(e, 0);
    if (rest > 1) sum += f32x4.extract_lane(e, 1);
    if (rest > 2) sum += f32x4.extract_lane(e, 2);
  }
  return sum;
}

/** y = y · factor − less. */
function scaleRow(y: usize, factor: f32, less: f32, columns: i32): void {
  const f = f32x4.splat(factor);
  const l = f32x4.splat(less);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    v128.store(y, f32x4.sub(f32x4.mul(v128.load(y), f), l));
    y += 16;
  }
  for (; column < columns; column++) {
    store<f32>(y, load<f32>(y) * factor - less);
    y += 4;
  }
}

/** x = softmax(x · scale) over its first `seen` numbers; the rest, up to `columns`, becomes zero. */
export function softmaxSeen(x: usize, seen: i32, columns: i32, scale: f32): void {
  scaleRow(x, scale, 0, seen);
  const sum = exponentials(x, x, largestOf(x, seen), seen);
  scaleRow(x, <f32>1 / sum, 0, seen);
  memory.fill(x + (<usize>seen << 2), 0, <usize>(columns - seen) << 2);
}

/** ds = scale · p · (dp − Σ p · dp) over the first `seen` numbers, the rest zero; ds may be dp. */
export function softmaxSeenGradient(
  p: usize,
  dp: usize,
  ds: usize,
  seen: i32,
  columns: i32,
  scale: f32,
): void {
  let products = f32x4.splat(0);
  let column = 0;
  let at: usize = 0;
  for (; column + 4 <= seen; column += 4) {
    products = multiplyAdd(v128.load(p + at), v128.load(dp + at), products);
    at += 16;
  }
  let product = sumOfLanes(products);
  for (; column < seen; column++) {
    product += load<f32>(p + at) * load<f32>(dp + at);
    at += 4;
  }
  const whole = f32x4.splat(product);
  const s = f32x4.splat(scale);
  at = 0;
  column = 0;
  for (; column + 4 <= seen; column += 4) {
    const along = f32x4.mul(v128.load(p + at), f32x4.sub(v128.load(dp + at), whole));
    v128.store(ds + at, f32x4.mul(along, s));
    at += 16;
  }
  for (; column < seen; column++) {
    store<f32>(ds + at, load<f32>(p + at) * (load<f32>(dp + at) - product) * scale);
    at += 4;
  }
  memory.fill(ds + at, 0, <usize>(columns - seen) << 2);
}
