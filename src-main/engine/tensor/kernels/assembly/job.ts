// The operations that a team shares, by numbers, and their arguments on its board.
import { parts, slot } from './team';

export const gemmOperation: i32 = 1;
export const gemmBatchOperation: i32 = 2;
export const convolveOperation: i32 = 3;
export const kernelGradientOperation: i32 = 4;
export const inputGradientOperation: i32 = 5;
export const maxPoolOperation: i32 = 6;
export const maxPoolGradientOperation: i32 = 7;
export const attendOperation: i32 = 8;
export const attendGradientOperation: i32 = 9;
export const activateOperation: i32 = 10;
export const activationGradientOperation: i32 = 11;
export const layerNormOperation: i32 = 12;
export const adamOperation: i32 = 13;
export const dropOutOperation: i32 = 14;

/** Multiply-adds, and numbers to be read, of every thread from which on sharing pays. */
export const worthMultiplying: i64 = 100000;
export const worthReading: i32 = 8192;
/** The sizes of a convolution follow the arguments. */
export const geometrySlot: i32 = 24;

// @ts-ignore: decorator
@inline
export function put(index: i32, value: i32): void {
  store<i32>(slot(index), value);
}

// @ts-ignore: decorator
@inline
export function putFloat(index: i32, value: f32): void {
  store<f32>(slot(index), value);
}

// @ts-ignore: decorator
@inline
export function int(index: i32): i32 {
  return load<i32>(slot(index));
}

// @ts-ignore: decorator
@inline
export function address(index: i32): usize {
  return <usize>load<i32>(slot(index));
}

// @ts-ignore: decorator
@inline
export function float(index: i32): f32 {
  return load<f32>(slot(index));
}

// @ts-ignore: decorator
@inline
export function flag(index: i32): bool {
  return load<i32>(slot(index)) != 0;
}

/** Where part `part` of `total` things begins, if they are taken `unit` by `unit`. */
export function startOf(part: i32, total: i32, unit: i32): i32 {
  const units = (total + unit - 1) / unit;
  return min(total, <i32>((<i64>units * part) / parts()) * unit);
}

/** The workspace of one part, where argument 3 is the whole and argument 4 the bytes of a part. */
export function ownWorkspace(part: i32): usize {
  return address(3) + <usize>(part * int(4));
}
