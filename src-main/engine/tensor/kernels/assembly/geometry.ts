// The sizes of a convolution or a pooling, set by two calls before it: one call with twenty numbers is dearer.

export let batch: i32 = 0;
export let height: i32 = 0;
export let width: i32 = 0;
export let channels: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let filters: i32 = 0;
export let kernelHeight: i32 = 0;
export let kernelWidth: i32 = 0;
export let strideY: i32 = 1;
export let strideX: i32 = 1;
export let dilationY: i32 = 1;
export let dilationX: i32 = 1;
export let padTop: i32 = 0;
export let padLeft: i32 = 0;

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

/** Writes the sizes for other threads, which read them by `readGeometry`. */
export function writeGeometry(to: usize): void {
  store<i32>(to, batch);
  store<i32>(to, height, 4);
  store<i32>(to, width, 8);
  store<i32>(to, channels, 12);
  store<i32>(to, outHeight, 16);
  store<i32>(to, outWidth, 20);
  store<i32>(to, filters, 24);
  store<i32>(to, kernelHeight, 28);
  store<i32>(to, kernelWidth, 32);
  store<i32>(to, strideY, 36);
  store<i32>(to, strideX, 40);
  store<i32>(to, dilationY, 44);
  store<i32>(to, dilationX, 48);
  store<i32>(to, padTop, 52);
  store<i32>(to, padLeft, 56);
}

export function readGeometry(from: usize): void {
  describeImages(
    load<i32>(from),
    load<i32>(from, 4),
    load<i32>(from, 8),
    load<i32>(from, 12),
    load<i32>(from, 16),
    load<i32>(from, 20),
  );
  describeKernel(
    load<i32>(from, 24),
    load<i32>(from, 28),
    load<i32>(from, 32),
    load<i32>(from, 36),
    load<i32>(from, 40),
    load<i32>(from, 44),
    load<i32>(from, 48),
    load<i32>(from, 52),
    load<i32>(from, 56),
  );
}
