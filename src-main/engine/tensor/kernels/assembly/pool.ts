// Max-pooling and its gradient. Images [batch, height, width, channels].
import {
  channels,
  dilationX,
  dilationY,
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
import { fillZeros, put, take } from './vector';

/** Numbers of one image. */
export function imageFloats(): i32 {
  return height * width * channels;
}

/**
 * The largest number of every window of the described kernel, for images `first` up to `last`; NaN where there is one,
 * so that a training that has lost its way shows it.
 */
export function maxPoolImages(x: usize, y: usize, first: i32, last: i32): void {
  y += <usize>(first * outHeight * outWidth * channels) << 2;
  if (squaresSideBySide()) return largestOfSquares(x, y, first, last);
  for (let image = first; image < last; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = oy * strideY - padTop;
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = ox * strideX - padLeft;
        for (let channel = 0; channel < channels; channel += 4) {
          const lanes = min(4, channels - channel);
          put(y, largestOfWindow(x, image, y0, x0, channel, lanes), lanes);
          y += <usize>lanes << 2;
        }
      }
    }
  }
}

/** Windows of 2 × 2 side by side, as nearly every network has them: nothing overlaps, nothing lies outside. */
function squaresSideBySide(): bool {
  const squares = kernelHeight == 2 && kernelWidth == 2 && strideY == 2 && strideX == 2;
  const inside = padTop == 0 && padLeft == 0 && 2 * outHeight <= height && 2 * outWidth <= width;
  return squares && inside && channels % 4 == 0 && dilationY == 1 && dilationX == 1;
}

function largestOfSquares(x: usize, y: usize, first: i32, last: i32): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let image = first; image < last; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      let from = x + <usize>((image * height + 2 * oy) * width) * pixel;
      for (let ox = 0; ox < outWidth; ox++) {
        for (let channel = 0; channel < channels; channel += 4) {
          const above = f32x4.max(v128.load(from), v128.load(from + pixel));
          const below = f32x4.max(v128.load(from + line), v128.load(from + line + pixel));
          v128.store(y, f32x4.max(above, below));
          y += 16;
          from += 16;
        }
        from += pixel;
      }
    }
  }
}

function largestOfWindow(x: usize, image: i32, y0: i32, x0: i32, channel: i32, lanes: i32): v128 {
  let largest = f32x4.splat(-Infinity);
  const below = min(kernelHeight, (height - y0 + dilationY - 1) / dilationY);
  const right = min(kernelWidth, (width - x0 + dilationX - 1) / dilationX);
  for (let ky = 0; ky < below; ky++) {
    const row = y0 + ky * dilationY;
    if (row < 0) continue;
    for (let kx = 0; kx < right; kx++) {
      const at = x0 + kx * dilationX;
      if (at < 0) continue;
      const offset = ((image * height + row) * width + at) * channels + channel;
      // f32x4.max gives NaN where either is.
      largest = f32x4.max(largest, take(x + (<usize>offset << 2), lanes));
    }
  }
  return largest;
}

/**
 * Gradient of max-pooling over windows of the described kernel: dy goes to the first largest element of each window,
 * row after row; NaN counts as the largest. For images `first` up to `last`.
 */
export function maxPoolGradientImages(x: usize, dy: usize, dx: usize, first: i32, last: i32): void {
  const whole = height * width * channels;
  fillZeros(dx + (<usize>(first * whole) << 2), (last - first) * whole);
  dy += <usize>(first * outHeight * outWidth * channels) << 2;
  if (squaresSideBySide()) return maxPoolSquares(x, dy, dx, first, last);
  for (let image = first; image < last; image++) {
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

function maxPoolSquares(x: usize, dy: usize, dx: usize, first: i32, last: i32): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let image = first; image < last; image++) {
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
