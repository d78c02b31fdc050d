// Convolution and pooling, shared by a team: by images, by positions, or by parts of a sum.
import * as convolution from './convolution';
import { batch, writeGeometry } from './geometry';
import * as pool from './pool';
import {
  address,
  convolveOperation,
  geometrySlot,
  inputGradientOperation,
  kernelGradientOperation,
  maxPoolGradientOperation,
  maxPoolOperation,
  ownWorkspace,
  put,
  startOf,
  worthMultiplying,
  worthReading,
} from './job';
import { share } from './shared';
import { slot, threads } from './team';

/** Bytes that the described convolution needs at `workspace` for patches of `patch` floats. */
export function convolutionWorkspaceBytes(patch: i32): i32 {
  const sums = (convolution.kernelGradientParts() - 1) * convolution.kernelFloats() * 4;
  return threads * convolution.convolutionWorkspaceBytes(patch) + sums;
}

function putImages(a: usize, b: usize, c: usize, workspace: usize, patch: i32): void {
  put(0, <i32>a);
  put(1, <i32>b);
  put(2, <i32>c);
  put(3, <i32>workspace);
  put(4, convolution.convolutionWorkspaceBytes(patch));
  writeGeometry(slot(geometrySlot));
}

/** y [batch · outHeight · outWidth, filters] = patches(x) · kernel. */
export function convolve(x: usize, kernel: usize, y: usize, workspace: usize): void {
  const positions = convolution.outputPositions();
  if (threads == 1 || <i64>positions * convolution.kernelFloats() < worthMultiplying * threads) {
    return convolution.convolveRows(x, kernel, y, workspace, 0, positions);
  }
  putImages(x, kernel, y, workspace, convolution.patchFloats());
  share(convolveOperation);
}

export function convolvePart(part: i32): void {
  const positions = convolution.outputPositions();
  convolution.convolveRows(
    address(0),
    address(1),
    address(2),
    ownWorkspace(part),
    startOf(part, positions, 6),
    startOf(part + 1, positions, 6),
  );
}

/** Gradient of the kernel: patches(x)ᵀ · dy, summed up in parts that are added in their order. */
export function convolveKernelGradient(x: usize, dy: usize, dKernel: usize, workspace: usize): void {
  const count = convolution.kernelGradientParts();
  const floats = convolution.kernelFloats();
  const patch = convolution.patchFloats();
  const sums = workspace + <usize>(threads * convolution.convolutionWorkspaceBytes(patch));
  if (threads == 1 || count == 1 || <i64>convolution.outputPositions() * floats < worthMultiplying * threads) {
    for (let part = 0; part < count; part++) {
      convolution.kernelGradientPart(x, dy, sumOf(part, dKernel, sums, floats), workspace, part);
    }
  } else {
    putImages(x, dy, dKernel, workspace, patch);
    put(5, <i32>sums);
    share(kernelGradientOperation);
  }
  for (let part = 1; part < count; part++) {
    convolution.addFloats(sumOf(part, dKernel, sums, floats), dKernel, floats);
  }
}

function sumOf(part: i32, dKernel: usize, sums: usize, floats: i32): usize {
  return part == 0 ? dKernel : sums + (<usize>((part - 1) * floats) << 2);
}

export function kernelSumsPart(part: i32): void {
  const count = convolution.kernelGradientParts();
  const floats = convolution.kernelFloats();
  for (let sum = startOf(part, count, 1); sum < startOf(part + 1, count, 1); sum++) {
    const to = sumOf(sum, address(2), address(5), floats);
    convolution.kernelGradientPart(address(0), address(1), to, ownWorkspace(part), sum);
  }
}

/** Gradient of the images: dy · kernelᵀ, each patch added back to where it was taken from. */
export function convolveInputGradient(dy: usize, kernel: usize, dx: usize, workspace: usize): void {
  if (threads == 1 || <i64>convolution.outputPositions() * convolution.kernelFloats() < worthMultiplying * threads) {
    return convolution.inputGradientImages(dy, kernel, dx, workspace, 0, batch);
  }
  putImages(dy, kernel, dx, workspace, convolution.patchFloats());
  share(inputGradientOperation);
}

export function inputGradientPart(part: i32): void {
  convolution.inputGradientImages(
    address(0), address(1), address(2), ownWorkspace(part), startOf(part, batch, 1), startOf(part + 1, batch, 1),
  );
}

/** The largest number of every window of the described kernel. */
export function maxPool(x: usize, y: usize): void {
  if (threads == 1 || pool.imageFloats() * batch < worthReading * threads) return pool.maxPoolImages(x, y, 0, batch);
  putImages(x, y, 0, 0, 1);
  share(maxPoolOperation);
}

export function maxPoolPart(part: i32): void {
  pool.maxPoolImages(address(0), address(1), startOf(part, batch, 1), startOf(part + 1, batch, 1));
}

export function maxPoolGradient(x: usize, dy: usize, dx: usize): void {
  if (threads == 1 || pool.imageFloats() * batch < worthReading * threads) {
    return pool.maxPoolGradientImages(x, dy, dx, 0, batch);
  }
  putImages(x, dy, dx, 0, 1);
  share(maxPoolGradientOperation);
}

export function maxPoolGradientPart(part: i32): void {
  pool.maxPoolGradientImages(address(0), address(1), address(2), startOf(part, batch, 1), startOf(part + 1, batch, 1));
}
