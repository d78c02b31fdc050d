// Depthwise convolution: one kernel for every channel. Images [batch, height, width, channels], kernel
// [side, side, channels].
import { fillZeros, multiplyAdd, put, take } from './vector';

/** What the three passes do at every tap of the kernel: 0 sums the output, 1 the image's gradient, 2 the kernel's. */
// @ts-ignore: decorator
@inline
function walk(
  pass: i32,
  x: usize,
  kernel: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  side: i32,
  stride: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const bytes = <usize>channels << 2;
  for (let example = 0; example < batch; example++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const out = y + <usize>((example * outHeight + row) * outWidth + column) * bytes;
        for (let ky = 0; ky < side; ky++) {
          const iy = row * stride + ky - padTop;
          if (iy < 0 || iy >= height) continue;
          for (let kx = 0; kx < side; kx++) {
            const ix = column * stride + kx - padLeft;
            if (ix < 0 || ix >= width) continue;
            const pixel = x + <usize>((example * height + iy) * width + ix) * bytes;
            const tap = kernel + <usize>(ky * side + kx) * bytes;
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
        }
      }
    }
  }
}

/** `pass` 0: y from x and kernel; 1: x (its gradient) from y (the output's) and kernel; 2: the kernel's from both. */
export function depthwise(
  pass: i32,
  x: usize,
  kernel: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  side: i32,
  stride: i32,
  padTop: i32,
  padLeft: i32,
): void {
  if (pass == 0) {
    fillZeros(y, batch * outHeight * outWidth * channels);
    walk(0, x, kernel, y, batch, height, width, channels, outHeight, outWidth, side, stride, padTop, padLeft);
  } else if (pass == 1) {
    fillZeros(x, batch * height * width * channels);
    walk(1, x, kernel, y, batch, height, width, channels, outHeight, outWidth, side, stride, padTop, padLeft);
  } else {
    fillZeros(kernel, side * side * channels);
    walk(2, x, kernel, y, batch, height, width, channels, outHeight, outWidth, side, stride, padTop, padLeft);
  }
}
