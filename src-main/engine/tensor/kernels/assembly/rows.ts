// Rows of a table by their numbers.
import { fillZeros } from './vector';

/** sums [segments, width] of the rows of x [rows, width] whose id is that segment; other ids are left out. */
export function sumSegments(
  x: usize,
  ids: usize,
  sums: usize,
  rows: i32,
  width: i32,
  segments: i32,
): void {
  fillZeros(sums, segments * width);
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids + (<usize>row << 2));
    if (id >= 0 && id < segments) {
      let to = sums + (<usize>(id * width) << 2);
      let column = 0;
      for (; column + 4 <= width; column += 4) {
        v128.store(to, f32x4.add(v128.load(to), v128.load(x)));
        x += 16;
        to += 16;
      }
      for (; column < width; column++) {
        store<f32>(to, load<f32>(to) + load<f32>(x));
        x += 4;
        to += 4;
      }
    } else {
      x += <usize>width << 2;
    }
  }
}

/** taken [count, width]: the rows of a table [rows, width] with these numbers; NaN for a number that no row has. */
export function takeRows(
  table: usize,
  ids: usize,
  taken: usize,
  count: i32,
  width: i32,
  rows: i32,
): void {
  const bytes = <usize>width << 2;
  for (let index = 0; index < count; index++) {
    const id = load<i32>(ids + (<usize>index << 2));
    if (id >= 0 && id < rows) {
      memory.copy(taken, table + <usize>id * bytes, bytes);
    } else {
      for (let column = 0; column < width; column++) store<f32>(taken + (<usize>column << 2), NaN);
    }
    taken += bytes;
  }
}
