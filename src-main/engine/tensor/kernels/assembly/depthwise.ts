// Depthwise convolution: kernels of its own for every channel. Images [batch, height, width, channels], kernel
// [height, width, channels, multiplier], output [batch, height, width, channels × multiplier], as geometry.ts describes.
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
import { fillZeros, multiplyAdd, put, take } from './vector';

/** What the three passes do at every tap of the kernel: 0 sums the output, 1 the image's gradient, 2 the kernel's. */
// @ts-ignore: decorator
@inline
function walk(pass: i32, x: usize, kernel: usize, y: usize): void {
  const multiplier = filters / channels;
  const bytes = <usize>channels << 2;
  const outBytes = <usize>filters << 2;
  for (let example = 0; example < batch; example++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const out = y + <usize>((example * outHeight + row) * outWidth + column) * outBytes;
        for (let ky = 0; ky < kernelHeight; ky++) {
          const iy = row * strideY + ky * dilationY - padTop;
          if (iy < 0 || iy >= height) continue;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const ix = column * strideX + kx * dilationX - padLeft;
            if (ix < 0 || ix >= width) continue;
            const pixel = x + <usize>((example * height + iy) * width + ix) * bytes;
            const tap = kernel + <usize>(ky * kernelWidth + kx) * outBytes;
            if (multiplier == 1) tapOfOne(pass, pixel, tap, out);
            else tapOfSeveral(pass, pixel, tap, out, multiplier);
          }
        }
      }
    }
  }
}

/** One kernel for each channel: four channels at once. */
// @ts-ignore: decorator
@inline
function tapOfOne(pass: i32, pixel: usize, tap: usize, out: usize): void {
  for (let channel = 0; channel < channels; channel += 4) {
    const left = channels - channel;
    const at = <usize>channel << 2;
    if (pass == 0) {
      const sum = multiplyAdd(take(pixel + at, left), take(tap + at, left), take(out + at, left));
      put(out + at, sum, left);
    } else if (pass == 1) {
      const sum = multiplyAdd(take(out + at, left), take(tap + at, left), take(pixel + at, left));
      put(pixel + at, sum, left);
    } else {
      const sum = multiplyAdd(take(pixel + at, left), take(out + at, left), take(tap + at, left));
      put(tap + at, sum, left);
    }
  }
}

/** Several kernels for each channel, whose outputs lie side by side. */
function tapOfSeveral(pass: i32, pixel: usize, tap: usize, out: usize, multiplier: i32): void {
  for (let channel = 0; channel < channels; channel++) {
    const from = pixel + (<usize>channel << 2);
    for (let which = 0; which < multiplier; which++) {
      const at = <usize>(channel * multiplier + which) << 2;
      if (pass == 0) store<f32>(out + at, load<f32>(out + at) + load<f32>(from) * load<f32>(tap + at));
      else if (pass == 1) store<f32>(from, load<f32>(from) + load<f32>(out + at) * load<f32>(tap + at));
      else store<f32>(tap + at, load<f32>(tap + at) + load<f32>(from) * load<f32>(out + at));
    }
  }
}

/** `pass` 0: y from x and kernel; 1: x (its gradient) from y (the output's) and kernel; 2: the kernel's from both. */
export function depthwise(pass: i32, x: usize, kernel: usize, y: usize): void {
  if (pass == 0) {
    fillZeros(y, batch * outHeight * outWidth * filters);
    walk(0, x, kernel, y);
  } else if (pass == 1) {
    fillZeros(x, batch * height * width * channels);
    walk(1, x, kernel, y);
  } else {
    fillZeros(kernel, kernelHeight * kernelWidth * filters);
    walk(2, x, kernel, y);
  }
}
