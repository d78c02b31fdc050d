// Products of matrices, shared by a team.
import * as matrices from './gemm';
import { address, flag, gemmBatchOperation, gemmOperation, int, put, startOf, worthMultiplying } from './job';
import { share } from './shared';
import { threads } from './team';

/** Bytes that `gemm` needs at `workspace`, for all threads. */
export function gemmWorkspaceBytes(): i32 {
  return threads * matrices.gemmWorkspaceBytes();
}

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
  if (threads == 1 || <i64>rows * columns * depth < worthMultiplying * threads) {
    return matrices.gemm(
      transposeA, transposeB, rows, columns, depth, a, strideA, b, strideB, c, strideC, accumulate, workspace,
    );
  }
  put(0, transposeA ? 1 : 0);
  put(1, transposeB ? 1 : 0);
  put(2, rows);
  put(3, columns);
  put(4, depth);
  put(5, <i32>a);
  put(6, strideA);
  put(7, <i32>b);
  put(8, strideB);
  put(9, <i32>c);
  put(10, strideC);
  put(11, accumulate ? 1 : 0);
  put(12, <i32>workspace);
  share(gemmOperation);
}

/** Every part packs the whole of the other matrix, so that the longer side is divided. */
export function gemmPart(part: i32): void {
  const rows = int(2);
  const columns = int(3);
  const strideA = int(6);
  const strideB = int(8);
  const strideC = int(10);
  let a = address(5);
  let b = address(7);
  let c = address(9);
  let height = rows;
  let width = columns;
  if (rows >= columns) {
    const from = startOf(part, rows, matrices.tileRows);
    height = startOf(part + 1, rows, matrices.tileRows) - from;
    a += <usize>(flag(0) ? from : from * strideA) << 2;
    c += <usize>(from * strideC) << 2;
  } else {
    const from = startOf(part, columns, matrices.tileColumns);
    width = startOf(part + 1, columns, matrices.tileColumns) - from;
    b += <usize>(flag(1) ? from * strideB : from) << 2;
    c += <usize>from << 2;
  }
  const workspace = address(12) + <usize>(part * matrices.gemmWorkspaceBytes());
  matrices.gemm(
    flag(0), flag(1), height, width, int(4), a, strideA, b, strideB, c, strideC, flag(11), workspace,
  );
}

/** `count` products of matrices that lie one after the other; a flag repeats the same matrix. */
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
  if (count == 1) {
    return gemm(transposeA, transposeB, rows, columns, depth, a, strideA, b, strideB, c, columns, false, workspace);
  }
  if (threads == 1 || <i64>rows * columns * depth * count < worthMultiplying * threads) {
    return matrices.gemmBatch(
      transposeA, transposeB, count, rows, columns, depth, a, b, c, repeatA, repeatB, workspace,
    );
  }
  put(0, transposeA ? 1 : 0);
  put(1, transposeB ? 1 : 0);
  put(2, rows);
  put(3, columns);
  put(4, depth);
  put(5, <i32>a);
  put(6, repeatA ? 0 : rows * depth);
  put(7, <i32>b);
  put(8, repeatB ? 0 : depth * columns);
  put(9, <i32>c);
  put(10, count);
  put(12, <i32>workspace);
  share(gemmBatchOperation);
}

export function gemmBatchPart(part: i32): void {
  const count = int(10);
  const from = startOf(part, count, 1);
  const rows = int(2);
  const columns = int(3);
  matrices.gemmBatch(
    flag(0),
    flag(1),
    startOf(part + 1, count, 1) - from,
    rows,
    columns,
    int(4),
    address(5) + (<usize>(from * int(6)) << 2),
    address(7) + (<usize>(from * int(8)) << 2),
    address(9) + (<usize>(from * rows * columns) << 2),
    int(6) == 0,
    int(8) == 0,
    address(12) + <usize>(part * matrices.gemmWorkspaceBytes()),
  );
}
