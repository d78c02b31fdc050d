// Convolution as a product of matrices: patches of the image are laid out as rows, block by block in the workspace,
// so that they stay in the cache and cost no memory. Images [batch, height, width, channels].
import { gemm, gemmWorkspaceBytes } from './gemm';
import { fillZeros, put, take } from './vector';

const blockFloats: i32 = 32768;

/** Bytes that a convolution needs at `workspace` for patches of `patch` floats. */
export function convolutionWorkspaceBytes(patch: i32): i32 {
  return gemmWorkspaceBytes() + max(blockFloats, 6 * patch) * 4;
}

// What all three passes share, set by `describeConvolution`; a call with twenty numbers is dearer than this.
let batch: i32 = 0;
let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let outHeight: i32 = 0;
let outWidth: i32 = 0;
let filters: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideY: i32 = 1;
let strideX: i32 = 1;
let dilationY: i32 = 1;
let dilationX: i32 = 1;
let padTop: i32 = 0;
let padLeft: i32 = 0;

export function describeImages(b: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32): void {
  batch = b;
  height = h;
  width = w;
  channels = c;
  outHeight = oh;
  outWidth = ow;
}

export function describeKernel(
  f: i32,
  kh: i32,
  kw: i32,
  sy: i32,
  sx: i32,
  dy: i32,
  dx: i32,
  top: i32,
  left: i32,
): void {
  filters = f;
  kernelHeight = kh;
  kernelWidth = kw;
  strideY = sy;
  strideX = sx;
  dilationY = dy;
  dilationX = dx;
  padTop = top;
  padLeft = left;
}

function patchFloats(): i32 {
  return kernelHeight * kernelWidth * channels;
}

function blockRows(): i32 {
  return max(6, blockFloats / patchFloats());
}

/** y [batch · outHeight · outWidth, filters] = patches(x) · kernel. */
export function convolve(x: usize, kernel: usize, y: usize, workspace: usize): void {
  const patch = patchFloats();
  const rows = batch * outHeight * outWidth;
  const block = blockRows();
  const columns = workspace + gemmWorkspaceBytes();
  for (let from = 0; from < rows; from += block) {
    const count = min(block, rows - from);
    gatherPatches(x, from, count, columns);
    const to = y + (<usize>(from * filters) << 2);
    gemm(false, false, count, filters, patch, columns, patch, kernel, filters, to, filters, false, workspace);
  }
}

/** Gradient of the kernel: patches(x)ᵀ · dy. */
export function convolveKernelGradient(x: usize, dy: usize, dKernel: usize, workspace: usize): void {
  const patch = patchFloats();
  const rows = batch * outHeight * outWidth;
  const block = blockRows();
  const columns = workspace + gemmWorkspaceBytes();
  fillZeros(dKernel, patch * filters);
  for (let from = 0; from < rows; from += block) {
    const count = min(block, rows - from);
    gatherPatches(x, from, count, columns);
    const part = dy + (<usize>(from * filters) << 2);
    gemm(true, false, patch, filters, count, columns, patch, part, filters, dKernel, filters, true, workspace);
  }
}

/** Gradient of the images: dy · kernelᵀ, each patch added back to where it was taken from. */
export function convolveInputGradient(dy: usize, kernel: usize, dx: usize, workspace: usize): void {
  const patch = patchFloats();
  const rows = batch * outHeight * outWidth;
  const block = blockRows();
  const columns = workspace + gemmWorkspaceBytes();
  fillZeros(dx, batch * height * width * channels);
  for (let from = 0; from < rows; from += block) {
    const count = min(block, rows - from);
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
function addFloats(from: usize, to: usize, count: i32): usize {
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

/**
 * Gradient of max-pooling over windows of the described kernel: dy goes to the first largest element of each window,
 * row after row; NaN counts as the largest.
 */
export function maxPoolGradient(x: usize, dy: usize, dx: usize): void {
  fillZeros(dx, batch * height * width * channels);
  const squares = kernelHeight == 2 && kernelWidth == 2 && strideY == 2 && strideX == 2;
  const inside = padTop == 0 && padLeft == 0 && 2 * outHeight <= height && 2 * outWidth <= width;
  if (squares && inside && channels % 4 == 0 && dilationY == 1 && dilationX == 1) {
    return maxPoolSquares(x, dy, dx);
  }
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = oy * strideY - padTop;
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = ox * strideX - padLeft;
        for (let channel = 0; channel < channels; channel += 4) {
          const lanes = min(4, channels - channel);
          routeWindow(x, dy, dx, image, y0, x0, channel, lanes);
          dy += <usize>lanes << 2;
        }
      }
    }
  }
}

/** Windows of 2 × 2 side by side, as nearly every network has them: nothing overlaps, nothing lies outside. */
function maxPoolSquares(x: usize, dy: usize, dx: usize): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      let at = <usize>((image * height + 2 * oy) * width) * pixel;
      for (let ox = 0; ox < outWidth; ox++) {
        for (let channel = 0; channel < channels; channel += 4) {
          const from = x + at;
          const to = dx + at;
          const slope = v128.load(dy);
          let largest = v128.load(from);
          let value = v128.load(from + pixel);
          const second = beats(value, largest);
          largest = v128.bitselect(value, largest, second);
          value = v128.load(from + line);
          const third = beats(value, largest);
          largest = v128.bitselect(value, largest, third);
          const fourth = beats(v128.load(from + line + pixel), largest);
          const notLast = v128.andnot(slope, fourth);
          const firstTwo = v128.andnot(notLast, third);
          v128.store(to, v128.andnot(firstTwo, second));
          v128.store(to + pixel, v128.and(firstTwo, second));
          v128.store(to + line, v128.and(notLast, third));
          v128.store(to + line + pixel, v128.and(slope, fourth));
          dy += 16;
          at += 16;
        }
        at += pixel;
      }
    }
  }
}

/** Greater than the largest so far, or NaN where that is not. */
// @ts-ignore: decorator
@inline
function beats(value: v128, largest: v128): v128 {
  return v128.or(
    f32x4.gt(value, largest),
    v128.and(f32x4.ne(value, value), f32x4.eq(largest, largest)),
  );
}

function routeWindow(
  x: usize,
  dy: usize,
  dx: usize,
  image: i32,
  y0: i32,
  x0: i32,
  channel: i32,
  lanes: i32,
): void {
  let largest = f32x4.splat(-Infinity);
  let where = i32x4.splat(-1);
  for (let ky = 0; ky < kernelHeight; ky++) {
    const y = y0 + ky * dilationY;
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < kernelWidth; kx++) {
      const at = x0 + kx * dilationX;
      if (at < 0 || at >= width) continue;
      const offset = ((image * height + y) * width + at) * channels + channel;
      const value = take(x + (<usize>offset << 2), lanes);
      // The first of a window is taken even where it is −∞.
      const taken = v128.or(beats(value, largest), i32x4.eq(where, i32x4.splat(-1)));
      largest = v128.bitselect(value, largest, taken);
      where = v128.bitselect(i32x4.splat(offset), where, taken);
    }
  }
  const slope = take(dy, lanes);
  for (let ky = 0; ky < kernelHeight; ky++) {
    const y = y0 + ky * dilationY;
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < kernelWidth; kx++) {
      const at = x0 + kx * dilationX;
      if (at < 0 || at >= width) continue;
      const offset = ((image * height + y) * width + at) * channels + channel;
      const to = dx + (<usize>offset << 2);
      const share = v128.and(slope, i32x4.eq(where, i32x4.splat(offset)));
      put(to, f32x4.add(take(to, lanes), share), lanes);
    }
  }
}
