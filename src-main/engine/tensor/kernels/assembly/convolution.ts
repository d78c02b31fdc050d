// Convolution as a product of matrices: patches of the image are laid out as rows, block by block in the workspace,
// so that they stay in the cache and cost no memory. Images [batch, height, width, channels].
import { gemm, gemmWorkspaceBytes } from './gemm';
import {
  batch,
  channels,
  dilationX,
  dilationY,
  filters,
  height,
  kernelHeight,
  kernelWidth,
  outHeight,
  outWidth,
  padLeft,
  padTop,
  strideX,
  strideY,
  width,
} from './geometry';
import { fillZeros } from './vector';

const blockFloats: i32 = 32768;
/** A gradient of a kernel is summed up in eight parts, or in fewer where they would take more floats than this. */
const mostParts: i32 = 8;
const partFloats: i32 = 262144;

/** Bytes that a convolution needs at `workspace` for patches of `patch` floats. */
export function convolutionWorkspaceBytes(patch: i32): i32 {
  return gemmWorkspaceBytes() + max(blockFloats, 6 * patch) * 4;
}

export function patchFloats(): i32 {
  return kernelHeight * kernelWidth * channels;
}

function blockRows(): i32 {
  return max(6, blockFloats / patchFloats());
}

/** Positions of all outputs, each of which is a row of y. */
export function outputPositions(): i32 {
  return batch * outHeight * outWidth;
}

/** y [positions, filters] = patches(x) · kernel, for positions `first` up to `last`. */
export function convolveRows(
  x: usize,
  kernel: usize,
  y: usize,
  workspace: usize,
  first: i32,
  last: i32,
): void {
  const patch = patchFloats();
  const block = blockRows();
  const columns = workspace + gemmWorkspaceBytes();
  for (let from = first; from < last; from += block) {
    const count = min(block, last - from);
    gatherPatches(x, from, count, columns);
    const to = y + (<usize>(from * filters) << 2);
    gemm(false, false, count, filters, patch, columns, patch, kernel, filters, to, filters, false, workspace);
  }
}

/** Parts in which the gradient of a kernel is summed up: by its size alone, so that any team sums alike. */
export function kernelGradientParts(): i32 {
  return max(1, min(mostParts, partFloats / (patchFloats() * filters)));
}

export function kernelFloats(): i32 {
  return patchFloats() * filters;
}

/** dKernel = patches(x)ᵀ · dy over the positions of part `part`. */
export function kernelGradientPart(x: usize, dy: usize, dKernel: usize, workspace: usize, part: i32): void {
  const parts = kernelGradientParts();
  const patch = patchFloats();
  const rows = outputPositions();
  const first = <i32>((<i64>rows * part) / parts);
  const last = <i32>((<i64>rows * (part + 1)) / parts);
  const block = blockRows();
  const columns = workspace + gemmWorkspaceBytes();
  if (first == last) fillZeros(dKernel, patch * filters);
  for (let from = first; from < last; from += block) {
    const count = min(block, last - from);
    gatherPatches(x, from, count, columns);
    const slopes = dy + (<usize>(from * filters) << 2);
    const adding = from > first;
    gemm(true, false, patch, filters, count, columns, patch, slopes, filters, dKernel, filters, adding, workspace);
  }
}

/** dx = dy · kernelᵀ, each patch added back to where it was taken from, for images `first` up to `last`. */
export function inputGradientImages(
  dy: usize,
  kernel: usize,
  dx: usize,
  workspace: usize,
  first: i32,
  last: i32,
): void {
  const patch = patchFloats();
  const positions = outHeight * outWidth;
  const block = blockRows();
  const columns = workspace + gemmWorkspaceBytes();
  const image = height * width * channels;
  fillZeros(dx + (<usize>(first * image) << 2), (last - first) * image);
  for (let from = first * positions; from < last * positions; from += block) {
    const count = min(block, last * positions - from);
    const part = dy + (<usize>(from * filters) << 2);
    gemm(false, true, count, patch, filters, part, filters, kernel, filters, columns, patch, false, workspace);
    scatterPatches(columns, from, count, dx);
  }
}

/** Patches of the output positions `from` … `from + count` as rows; padding is zero. */
function gatherPatches(x: usize, from: i32, count: i32, to: usize): void {
  const pixelBytes = <usize>channels << 2;
  let image = from / (outHeight * outWidth);
  let oy = (from - image * outHeight * outWidth) / outWidth;
  let ox = from - (image * outHeight + oy) * outWidth;
  for (let position = 0; position < count; position++, ox++) {
    if (ox == outWidth) {
      ox = 0;
      oy++;
    }
    if (oy == outHeight) {
      oy = 0;
      image++;
    }
    const top = oy * strideY - padTop;
    const left = ox * strideX - padLeft;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = top + ky * dilationY;
      const rowBytes = <usize>kernelWidth * pixelBytes;
      if (y < 0 || y >= height) {
        memory.fill(to, 0, rowBytes);
        to += rowBytes;
        continue;
      }
      const line = x + <usize>((image * height + y) * width) * pixelBytes;
      if (dilationX == 1 && left >= 0 && left + kernelWidth <= width) {
        to = copyFloats(line + <usize>left * pixelBytes, to, kernelWidth * channels);
        continue;
      }
      for (let kx = 0; kx < kernelWidth; kx++) {
        const at = left + kx * dilationX;
        if (at < 0 || at >= width) {
          memory.fill(to, 0, pixelBytes);
          to += pixelBytes;
        } else {
          to = copyFloats(line + <usize>at * pixelBytes, to, channels);
        }
      }
    }
  }
}

/** memory.copy has a cost of its own that is more than a patch of a few floats. */
// @ts-ignore: decorator
@inline
function copyFloats(from: usize, to: usize, count: i32): usize {
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  for (; index < count; index++) {
    store<f32>(to, load<f32>(from));
    from += 4;
    to += 4;
  }
  return to;
}

function scatterPatches(from: usize, first: i32, count: i32, dx: usize): void {
  const pixelBytes = <usize>channels << 2;
  let image = first / (outHeight * outWidth);
  let oy = (first - image * outHeight * outWidth) / outWidth;
  let ox = first - (image * outHeight + oy) * outWidth;
  for (let position = 0; position < count; position++, ox++) {
    if (ox == outWidth) {
      ox = 0;
      oy++;
    }
    if (oy == outHeight) {
      oy = 0;
      image++;
    }
    const top = oy * strideY - padTop;
    const left = ox * strideX - padLeft;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = top + ky * dilationY;
      if (y < 0 || y >= height) {
        from += <usize>kernelWidth * pixelBytes;
        continue;
      }
      const line = dx + <usize>((image * height + y) * width) * pixelBytes;
      if (dilationX == 1 && left >= 0 && left + kernelWidth <= width) {
        from = addFloats(from, line + <usize>left * pixelBytes, kernelWidth * channels);
        continue;
      }
      for (let kx = 0; kx < kernelWidth; kx++) {
        const at = left + kx * dilationX;
        if (at < 0 || at >= width) from += pixelBytes;
        else from = addFloats(from, line + <usize>at * pixelBytes, channels);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
export function addFloats(from: usize, to: usize, count: i32): usize {
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    from += 16;
    to += 16;
  }
  for (; index < count; index++) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    from += 4;
    to += 4;
  }
  return from;
}
