// Batch norm: every column by its mean and variance over all rows (Ioffe & Szegedy 2015).
import { fillZeros, multiplyAdd, put, take } from './vector';

/** Rows are summed in blocks, and the blocks then: a sum of 10⁵ float32 in one go loses three digits. */
const blockRows: i32 = 64;

/**
 * y = (x − mean) / √(variance + epsilon) · gain + bias for each column of x [rows, columns]. `statistics` [3, columns]
 * keeps mean, variance (of all rows, divided by their count) and 1 / √(variance + epsilon).
 */
export function batchNorm(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  statistics: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  const width = <usize>columns << 2;
  const share = f32x4.splat(<f32>1 / <f32>rows);
  for (let column = 0; column < columns; column += 4) {
    const left = columns - column;
    const at = <usize>column << 2;
    let total = f32x4.splat(0);
    for (let from = 0; from < rows; from += blockRows) {
      let sum = f32x4.splat(0);
      const end = min(rows, from + blockRows);
      for (let row = from; row < end; row++) sum = f32x4.add(sum, take(x + <usize>row * width + at, left));
      total = f32x4.add(total, sum);
    }
    const mean = f32x4.mul(total, share);
    total = f32x4.splat(0);
    for (let from = 0; from < rows; from += blockRows) {
      let sum = f32x4.splat(0);
      const end = min(rows, from + blockRows);
      for (let row = from; row < end; row++) {
        const distance = f32x4.sub(take(x + <usize>row * width + at, left), mean);
        sum = multiplyAdd(distance, distance, sum);
      }
      total = f32x4.add(total, sum);
    }
    const variance = f32x4.mul(total, share);
    const scale = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
    put(statistics + at, mean, left);
    put(statistics + width + at, variance, left);
    put(statistics + 2 * width + at, scale, left);
    const g = take(gain + at, left);
    const b = take(bias + at, left);
    for (let row = 0; row < rows; row++) {
      const place = <usize>row * width + at;
      const normed = f32x4.mul(f32x4.sub(take(x + place, left), mean), scale);
      put(y + place, multiplyAdd(normed, g, b), left);
    }
  }
}

/** With x̂ = (x − mean) · scale: dBias = Σ dy, dGain = Σ dy · x̂, dx = gain · scale · (dy − dBias/n − x̂ · dGain/n). */
export function batchNormGradient(
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
  const width = <usize>columns << 2;
  const share = f32x4.splat(<f32>1 / <f32>rows);
  for (let column = 0; column < columns; column += 4) {
    const left = columns - column;
    const at = <usize>column << 2;
    const mean = take(statistics + at, left);
    const scale = take(statistics + 2 * width + at, left);
    let slopes = f32x4.splat(0);
    let products = f32x4.splat(0);
    for (let from = 0; from < rows; from += blockRows) {
      let sum = f32x4.splat(0);
      let product = f32x4.splat(0);
      const end = min(rows, from + blockRows);
      for (let row = from; row < end; row++) {
        const place = <usize>row * width + at;
        const slope = take(dy + place, left);
        sum = f32x4.add(sum, slope);
        product = multiplyAdd(slope, f32x4.mul(f32x4.sub(take(x + place, left), mean), scale), product);
      }
      slopes = f32x4.add(slopes, sum);
      products = f32x4.add(products, product);
    }
    put(dBias + at, slopes, left);
    put(dGain + at, products, left);
    const meanSlope = f32x4.mul(slopes, share);
    const meanProduct = f32x4.mul(products, share);
    const factor = f32x4.mul(take(gain + at, left), scale);
    for (let row = 0; row < rows; row++) {
      const place = <usize>row * width + at;
      const normed = f32x4.mul(f32x4.sub(take(x + place, left), mean), scale);
      const rest = f32x4.sub(f32x4.sub(take(dy + place, left), meanSlope), f32x4.mul(normed, meanProduct));
      put(dx + place, f32x4.mul(factor, rest), left);
    }
  }
}

/**
 * Group norm (Wu & He 2018): x [batch, positions, groups · size], every group of every example by its own mean and
 * variance. `statistics` keeps mean and 1 / √(variance + epsilon) of each. `size` is the number of channels of a group.
 */
export function groupNorm(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  statistics: usize,
  batch: i32,
  positions: i32,
  groups: i32,
  size: i32,
  epsilon: f32,
): void {
  const width = <usize>(groups * size) << 2;
  const share = <f32>1 / <f32>(positions * size);
  for (let example = 0; example < batch; example++) {
    for (let group = 0; group < groups; group++) {
      const offset = <usize>(group * size) << 2;
      let total: f32 = 0;
      for (let position = 0; position < positions; position++) {
        const from = x + <usize>position * width + offset;
        let sum: f32 = 0;
        for (let channel = 0; channel < size; channel++) sum += load<f32>(from + (<usize>channel << 2));
        total += sum;
      }
      const mean = total * share;
      total = 0;
      for (let position = 0; position < positions; position++) {
        const from = x + <usize>position * width + offset;
        let sum: f32 = 0;
        for (let channel = 0; channel < size; channel++) {
          const distance = load<f32>(from + (<usize>channel << 2)) - mean;
          sum += distance * distance;
        }
        total += sum;
      }
      const scale = <f32>1 / sqrt<f32>(total * share + epsilon);
      store<f32>(statistics, mean);
      store<f32>(statistics, scale, 4);
      statistics += 8;
      for (let position = 0; position < positions; position++) {
        const place = <usize>position * width + offset;
        for (let channel = 0; channel < size; channel += 4) {
          const left = size - channel;
          const at = <usize>channel << 2;
          const normed = f32x4.mul(
            f32x4.sub(take(x + place + at, left), f32x4.splat(mean)),
            f32x4.splat(scale),
          );
          const g = take(gain + offset + at, left);
          put(y + place + at, multiplyAdd(normed, g, take(bias + offset + at, left)), left);
        }
      }
    }
    x += <usize>positions * width;
    y += <usize>positions * width;
  }
}

/** As of layer norm, with means over a group: dx = scale · (g − mean(g) − x̂ · mean(g · x̂)), g = dy · gain. */
export function groupNormGradient(
  x: usize,
  gain: usize,
  statistics: usize,
  dy: usize,
  dx: usize,
  dGain: usize,
  dBias: usize,
  batch: i32,
  positions: i32,
  groups: i32,
  size: i32,
): void {
  const width = <usize>(groups * size) << 2;
  const share = <f32>1 / <f32>(positions * size);
  fillZeros(dGain, groups * size);
  fillZeros(dBias, groups * size);
  for (let example = 0; example < batch; example++) {
    for (let group = 0; group < groups; group++) {
      const offset = <usize>(group * size) << 2;
      const mean = load<f32>(statistics);
      const scale = load<f32>(statistics, 4);
      statistics += 8;
      let sum: f32 = 0;
      let product: f32 = 0;
      for (let position = 0; position < positions; position++) {
        const place = <usize>position * width + offset;
        for (let channel = 0; channel < size; channel++) {
          const at = <usize>channel << 2;
          const normed = (load<f32>(x + place + at) - mean) * scale;
          const slope = load<f32>(dy + place + at);
          const g = slope * load<f32>(gain + offset + at);
          sum += g;
          product += g * normed;
          store<f32>(dGain + offset + at, load<f32>(dGain + offset + at) + slope * normed);
          store<f32>(dBias + offset + at, load<f32>(dBias + offset + at) + slope);
        }
      }
      const meanSlope = sum * share;
      const meanProduct = product * share;
      for (let position = 0; position < positions; position++) {
        const place = <usize>position * width + offset;
        for (let channel = 0; channel < size; channel += 4) {
          const left = size - channel;
          const at = <usize>channel << 2;
          const normed = f32x4.mul(
            f32x4.sub(take(x + place + at, left), f32x4.splat(mean)),
            f32x4.splat(scale),
          );
          const g = f32x4.mul(take(dy + place + at, left), take(gain + offset + at, left));
          const rest = f32x4.sub(
            f32x4.sub(g, f32x4.splat(meanSlope)),
            f32x4.mul(normed, f32x4.splat(meanProduct)),
          );
          put(dx + place + at, f32x4.mul(f32x4.splat(scale), rest), left);
        }
      }
    }
    x += <usize>positions * width;
    dy += <usize>positions * width;
    dx += <usize>positions * width;
  }
}
