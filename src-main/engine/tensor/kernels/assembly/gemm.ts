// General matrix multiplication after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication"
// (2008): panels of A and B are packed so that the micro-kernel reads both in order, whatever their transposes.
import { multiplyAdd } from './vector';

/** The micro-kernel keeps 6 × 8 sums in twelve registers; x86 has sixteen. */
export const tileRows: i32 = 6;
export const tileColumns: i32 = 8;
/** A packed panel of B is 256 × 8 floats (8 KB: level 1), of A 96 × 256 (96 KB: level 2). */
const blockDepth: i32 = 256;
const blockRows: i32 = 96;
const blockColumns: i32 = 768;

const tileBytes: i32 = 256;
const packedRowsBytes: i32 = blockRows * blockDepth * 4;
const packedColumnsBytes: i32 = blockDepth * blockColumns * 4;

/** Bytes that `gemm` needs at `workspace`. */
export function gemmWorkspaceBytes(): i32 {
  return tileBytes + packedRowsBytes + packedColumnsBytes;
}

/**
 * c [rows, columns] = op(a) · op(b) (+ c when `accumulate`), where op transposes when its flag is set. Row after row;
 * the strides count floats from one stored row to the next, so that parts of larger matrices can be used.
 */
export function gemm(
  transposeA: bool,
  transposeB: bool,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  strideA: i32,
  b: usize,
  strideB: i32,
  c: usize,
  strideC: i32,
  accumulate: bool,
  workspace: usize,
): void {
  const packedA = workspace + tileBytes;
  const packedB = packedA + packedRowsBytes;
  const rowBytes = <usize>strideC << 2;
  if (depth == 0) {
    if (!accumulate) {
      for (let i = 0; i < rows; i++) memory.fill(c + <usize>i * rowBytes, 0, <usize>columns << 2);
    }
    return;
  }
  for (let column = 0; column < columns; column += blockColumns) {
    const width = min(blockColumns, columns - column);
    for (let from = 0; from < depth; from += blockDepth) {
      const length = min(blockDepth, depth - from);
      const adding = accumulate || from > 0;
      packColumns(transposeB, b, strideB, from, column, length, width, packedB);
      for (let row = 0; row < rows; row += blockRows) {
        const height = min(blockRows, rows - row);
        packRows(transposeA, a, strideA, row, from, height, length, packedA);
        for (let j = 0; j < width; j += tileColumns) {
          const panelB = packedB + (<usize>(j * length) << 2);
          for (let i = 0; i < height; i += tileRows) {
            const panelA = packedA + (<usize>(i * length) << 2);
            const target = c + <usize>(row + i) * rowBytes + (<usize>(column + j) << 2);
            const h = min(tileRows, height - i);
            const w = min(tileColumns, width - j);
            if (h == tileRows && w == tileColumns) {
              multiplyTile(length, panelA, panelB, target, rowBytes, adding);
            } else {
              multiplyTile(length, panelA, panelB, workspace, 32, false);
              copyTile(workspace, target, rowBytes, h, w, adding);
            }
          }
        }
      }
    }
  }
}

/** The part of a tile that lies within c. */
function copyTile(tile: usize, target: usize, rowBytes: usize, h: i32, w: i32, adding: bool): void {
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const to = target + (<usize>x << 2);
      const value = load<f32>(tile + (<usize>x << 2));
      store<f32>(to, adding ? load<f32>(to) + value : value);
    }
    tile += 32;
    target += rowBytes;
  }
}

/** 6 × 8 sums over `length` columns of A and rows of B. */
function multiplyTile(
  length: i32,
  a: usize,
  b: usize,
  c: usize,
  rowBytes: usize,
  adding: bool,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let e0 = a0;
  let e1 = a0;
  let f0 = a0;
  let f1 = a0;
  for (let p = length; p > 0; p--) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let s = v128.load_splat<f32>(a);
    a0 = multiplyAdd(s, left, a0);
    a1 = multiplyAdd(s, right, a1);
    s = v128.load_splat<f32>(a, 4);
    b0 = multiplyAdd(s, left, b0);
    b1 = multiplyAdd(s, right, b1);
    s = v128.load_splat<f32>(a, 8);
    c0 = multiplyAdd(s, left, c0);
    c1 = multiplyAdd(s, right, c1);
    s = v128.load_splat<f32>(a, 12);
    d0 = multiplyAdd(s, left, d0);
    d1 = multiplyAdd(s, right, d1);
    s = v128.load_splat<f32>(a, 16);
    e0 = multiplyAdd(s, left, e0);
    e1 = multiplyAdd(s, right, e1);
    s = v128.load_splat<f32>(a, 20);
    f0 = multiplyAdd(s, left, f0);
    f1 = multiplyAdd(s, right, f1);
    a += 24;
    b += 32;
  }
  storeRow(c, a0, a1, adding);
  c += rowBytes;
  storeRow(c, b0, b1, adding);
  c += rowBytes;
  storeRow(c, c0, c1, adding);
  c += rowBytes;
  storeRow(c, d0, d1, adding);
  c += rowBytes;
  storeRow(c, e0, e1, adding);
  c += rowBytes;
  storeRow(c, f0, f1, adding);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, adding: bool): void {
  if (adding) {
    left = f32x4.add(left, v128.load(c));
    right = f32x4.add(right, v128.load(c, 16));
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}

/** Panels of eight columns of op(b), row after row; what lies outside is zero. */
function packColumns(
  transposed: bool,
  b: usize,
  stride: i32,
  from: i32,
  column: i32,
  length: i32,
  width: i32,
  to: usize,
): void {
  const step = <usize>stride << 2;
  for (let j = 0; j < width; j += tileColumns) {
    const w = min(tileColumns, width - j);
    if (w == tileColumns && !transposed) {
      let s = b + <usize>from * step + (<usize>(column + j) << 2);
      for (let p = 0; p < length; p++) {
        v128.store(to, v128.load(s));
        v128.store(to, v128.load(s, 16), 16);
        s += step;
        to += 32;
      }
    } else if (w == tileColumns) {
      to = packTransposedColumns(b + <usize>(column + j) * step + (<usize>from << 2), step, length, to);
    } else {
      for (let p = 0; p < length; p++) {
        for (let x = 0; x < tileColumns; x++) {
          let value: f32 = 0;
          if (x < w) {
            const at = transposed
              ? <usize>(column + j + x) * step + (<usize>(from + p) << 2)
              : <usize>(from + p) * step + (<usize>(column + j + x) << 2);
            value = load<f32>(b + at);
          }
          store<f32>(to, value);
          to += 4;
        }
      }
    }
  }
}

/** Eight stored rows become columns, four by four in registers. */
function packTransposedColumns(s: usize, step: usize, length: i32, to: usize): usize {
  let p = 0;
  for (; p + 4 <= length; p += 4) {
    for (let half: usize = 0; half < 2; half++) {
      const q = s + half * step * 4;
      const r0 = v128.load(q);
      const r1 = v128.load(q + step);
      const r2 = v128.load(q + step * 2);
      const r3 = v128.load(q + step * 3);
      const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const d = to + (half << 4);
      v128.store(d, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
      v128.store(d, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 32);
      v128.store(d, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 64);
      v128.store(d, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 96);
    }
    s += 16;
    to += 128;
  }
  for (; p < length; p++) {
    let q = s;
    for (let x = 0; x < tileColumns; x++) {
      store<f32>(to, load<f32>(q));
      q += step;
      to += 4;
    }
    s += 4;
  }
  return to;
}

/** Panels of six rows of op(a), column after column; what lies outside is zero. */
function packRows(
  transposed: bool,
  a: usize,
  stride: i32,
  row: i32,
  from: i32,
  height: i32,
  length: i32,
  to: usize,
): void {
  const step = <usize>stride << 2;
  for (let i = 0; i < height; i += tileRows) {
    const h = min(tileRows, height - i);
    if (h == tileRows && transposed) {
      let s = a + <usize>from * step + (<usize>(row + i) << 2);
      for (let p = 0; p < length; p++) {
        v128.store(to, v128.load(s));
        store<u64>(to, load<u64>(s, 16), 16);
        s += step;
        to += 24;
      }
    } else if (h == tileRows) {
      let s = a + <usize>(row + i) * step + (<usize>from << 2);
      const s2 = step * 2;
      const s3 = step * 3;
      const s4 = step * 4;
      const s5 = step * 5;
      let p = 0;
      for (; p + 4 <= length; p += 4) {
        const r0 = v128.load(s);
        const r1 = v128.load(s + step);
        const r2 = v128.load(s + s2);
        const r3 = v128.load(s + s3);
        const r4 = v128.load(s + s4);
        const r5 = v128.load(s + s5);
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const low = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5);
        const high = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
        v128.store_lane<u64>(to, low, 0, 16);
        v128.store(to, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 24);
        v128.store_lane<u64>(to, low, 1, 40);
        v128.store(to, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 48);
        v128.store_lane<u64>(to, high, 0, 64);
        v128.store(to, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 72);
        v128.store_lane<u64>(to, high, 1, 88);
        s += 16;
        to += 96;
      }
      for (; p < length; p++) {
        store<f32>(to, load<f32>(s));
        store<f32>(to, load<f32>(s + step), 4);
        store<f32>(to, load<f32>(s + s2), 8);
        store<f32>(to, load<f32>(s + s3), 12);
        store<f32>(to, load<f32>(s + s4), 16);
        store<f32>(to, load<f32>(s + s5), 20);
        s += 4;
        to += 24;
      }
    } else {
      for (let p = 0; p < length; p++) {
        for (let y = 0; y < tileRows; y++) {
          let value: f32 = 0;
          if (y < h) {
            const at = transposed
              ? <usize>(from + p) * step + (<usize>(row + i + y) << 2)
              : <usize>(row + i + y) * step + (<usize>(from + p) << 2);
            value = load<f32>(a + at);
          }
          store<f32>(to, value);
          to += 4;
        }
      }
    }
  }
}

/** `count` products of matrices that lie one after the other; a stride of 0 repeats the same matrix. */
export function gemmBatch(
  transposeA: bool,
  transposeB: bool,
  count: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  repeatA: bool,
  repeatB: bool,
  workspace: usize,
): void {
  const strideA = transposeA ? rows : depth;
  const strideB = transposeB ? depth : columns;
  for (let index = 0; index < count; index++) {
    gemm(transposeA, transposeB, rows, columns, depth, a, strideA, b, strideB, c, columns, false, workspace);
    if (!repeatA) a += <usize>(rows * depth) << 2;
    if (!repeatB) b += <usize>(depth * columns) << 2;
    c += <usize>(rows * columns) << 2;
  }
}
