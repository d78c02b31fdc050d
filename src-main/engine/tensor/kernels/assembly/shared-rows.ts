// What is done number by number or row by row, shared by a team.
import * as activation from './activation';
import * as dropout from './dropout';
import * as normalise from './normalise';
import * as optimizer from './optimizer';
import {
  activateOperation,
  activationGradientOperation,
  adamOperation,
  dropOutOperation,
  address,
  float,
  int,
  layerNormOperation,
  put,
  putFloat,
  startOf,
  worthReading,
} from './job';
import { share } from './shared';
import { slot, threads } from './team';

export function addBiasAndActivate(
  kind: i32,
  x: usize,
  bias: usize,
  y: usize,
  rows: i32,
  columns: i32,
): void {
  if (threads == 1 || rows * columns < worthReading * threads) {
    return activation.addBiasAndActivate(kind, x, bias, y, rows, columns);
  }
  put(0, kind);
  put(1, <i32>x);
  put(2, <i32>bias);
  put(3, <i32>y);
  put(4, rows);
  put(5, columns);
  share(activateOperation);
}

export function activatePart(part: i32): void {
  const from = startOf(part, int(4), 1);
  const skipped = <usize>(from * int(5)) << 2;
  const rows = startOf(part + 1, int(4), 1) - from;
  activation.addBiasAndActivate(int(0), address(1) + skipped, address(2), address(3) + skipped, rows, int(5));
}

export function activationGradient(kind: i32, dy: usize, kept: usize, dx: usize, count: i32): void {
  if (threads == 1 || count < worthReading * threads) return activation.activationGradient(kind, dy, kept, dx, count);
  put(0, kind);
  put(1, <i32>dy);
  put(2, <i32>kept);
  put(3, <i32>dx);
  put(4, count);
  share(activationGradientOperation);
}

export function activationGradientPart(part: i32): void {
  const from = startOf(part, int(4), 4);
  const skipped = <usize>from << 2;
  const count = startOf(part + 1, int(4), 4) - from;
  activation.activationGradient(int(0), address(1) + skipped, address(2) + skipped, address(3) + skipped, count);
}

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
  if (threads == 1 || rows * columns < worthReading * threads) {
    return normalise.layerNorm(x, gain, bias, y, statistics, rows, columns, epsilon);
  }
  put(0, <i32>x);
  put(1, <i32>gain);
  put(2, <i32>bias);
  put(3, <i32>y);
  put(4, <i32>statistics);
  put(5, rows);
  put(6, columns);
  putFloat(7, epsilon);
  share(layerNormOperation);
}

export function layerNormPart(part: i32): void {
  const from = startOf(part, int(5), 1);
  const skipped = <usize>(from * int(6)) << 2;
  const rows = startOf(part + 1, int(5), 1) - from;
  const statistics = address(4) + (<usize>from << 3);
  const to = address(3) + skipped;
  normalise.layerNorm(address(0) + skipped, address(1), address(2), to, statistics, rows, int(6), float(7));
}

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
  if (threads == 1 || count < worthReading * threads) {
    return optimizer.adam(
      w, g, mean, squares, count, rate, root, factor, decay, kept, beta1, rest1, beta2, rest2, epsilon,
    );
  }
  put(0, <i32>w);
  put(1, <i32>g);
  put(2, <i32>mean);
  put(3, <i32>squares);
  put(4, count);
  putFloat(5, rate);
  putFloat(6, root);
  putFloat(7, factor);
  putFloat(8, decay);
  putFloat(9, kept);
  putFloat(10, beta1);
  putFloat(11, rest1);
  putFloat(12, beta2);
  putFloat(13, rest2);
  putFloat(14, epsilon);
  share(adamOperation);
}

export function adamPart(part: i32): void {
  const from = startOf(part, int(4), 4);
  const skipped = <usize>from << 2;
  optimizer.adam(
    address(0) + skipped,
    address(1) + skipped,
    address(2) + skipped,
    address(3) + skipped,
    startOf(part + 1, int(4), 4) - from,
    float(5),
    float(6),
    float(7),
    float(8),
    float(9),
    float(10),
    float(11),
    float(12),
    float(13),
    float(14),
  );
}

/** See dropout.ts. Every block of four numbers is drawn by itself. */
export function dropOut(
  x: usize,
  mask: usize,
  y: usize,
  count: i32,
  threshold: f64,
  kept: f32,
  key0: u32,
  key1: u32,
  high0: u32,
  high1: u32,
): void {
  if (threads == 1 || count < worthReading * threads) {
    return dropout.dropOutBlocks(x, mask, y, count, threshold, kept, key0, key1, high0, high1, 0);
  }
  put(0, <i32>x);
  put(1, <i32>mask);
  put(2, <i32>y);
  put(3, count);
  store<f64>(slot(4), threshold);
  putFloat(6, kept);
  put(7, key0);
  put(8, key1);
  put(9, high0);
  put(10, high1);
  share(dropOutOperation);
}

export function dropOutPart(part: i32): void {
  const from = startOf(part, int(3), 4);
  const skipped = <usize>from << 2;
  dropout.dropOutBlocks(
    address(0) + skipped,
    address(1) + skipped,
    address(2) + skipped,
    startOf(part + 1, int(3), 4) - from,
    load<f64>(slot(4)),
    float(6),
    int(7),
    int(8),
    int(9),
    int(10),
    from >> 2,
  );
}
