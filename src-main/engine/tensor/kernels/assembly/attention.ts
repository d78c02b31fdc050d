// Self-attention (Vaswani et al. 2017), causal or not, read from and written to where the projections leave their
// numbers, so that nothing is split, transposed or masked.
import { gemm, gemmWorkspaceBytes } from './gemm';
import { softmaxSeen, softmaxSeenGradient } from './normalise';

/** Where it is causal, queries of a block look at no key behind its last one: what the mask would hide is hardly computed. */
const block: i32 = 24;

/** Bytes that the gradient needs at `workspace`. */
export function attentionWorkspaceBytes(time: i32): i32 {
  return gemmWorkspaceBytes() + time * time * 4;
}

/**
 * projected [batch · time, 3 · heads · size] holds queries, keys and values side by side. Every head's
 * softmax(q · kᵀ · scale) goes to shares [batch, heads, time, time], its mix of values to mixed
 * [batch · time, heads · size]. Of all heads of all examples, those from `first` up to `last`.
 */
export function attendHeads(
  projected: usize,
  shares: usize,
  mixed: usize,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  causal: bool,
  workspace: usize,
  first: i32,
  last: i32,
): void {
  const width = heads * size;
  const stride = 3 * width;
  shares += <usize>(first * time * time) << 2;
  for (let index = first; index < last; index++) {
    const example = index / heads;
    const head = index - example * heads;
    const queries = projected + (<usize>(example * time * stride + head * size) << 2);
    const keys = queries + (<usize>width << 2);
    const values = keys + (<usize>width << 2);
    const target = mixed + (<usize>(example * time * width + head * size) << 2);
    for (let from = 0; from < time; from += block) {
      const rows = min(block, time - from);
      const seen = causal ? from + rows : time;
      const part = shares + (<usize>(from * time) << 2);
      const q = queries + (<usize>(from * stride) << 2);
      gemm(false, true, rows, seen, size, q, stride, keys, stride, part, time, false, workspace);
      for (let row = 0; row < rows; row++) {
        softmaxSeen(part + (<usize>(row * time) << 2), causal ? from + row + 1 : time, time, scale);
      }
      const to = target + (<usize>(from * width) << 2);
      gemm(false, false, rows, size, seen, part, time, values, stride, to, width, false, workspace);
    }
    shares += <usize>(time * time) << 2;
  }
}

/** Gradient of `attendHeads`: dMixed to dProjected, every number of which is written. */
export function attendHeadsGradient(
  projected: usize,
  shares: usize,
  dMixed: usize,
  dProjected: usize,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  causal: bool,
  workspace: usize,
  first: i32,
  last: i32,
): void {
  const width = heads * size;
  const stride = 3 * width;
  const slopes = workspace + gemmWorkspaceBytes();
  const widthBytes = <usize>width << 2;
  shares += <usize>(first * time * time) << 2;
  for (let index = first; index < last; index++) {
    const example = index / heads;
    const head = index - example * heads;
    const offset = <usize>(example * time * stride + head * size) << 2;
    const queries = projected + offset;
    const keys = queries + widthBytes;
    const values = keys + widthBytes;
    const dQueries = dProjected + offset;
    const dKeys = dQueries + widthBytes;
    const dValues = dKeys + widthBytes;
    const dTarget = dMixed + (<usize>(example * time * width + head * size) << 2);
    for (let from = 0; from < time; from += block) {
      const rows = min(block, time - from);
      const seen = causal ? from + rows : time;
      const dPart = dTarget + (<usize>(from * width) << 2);
      const slope = slopes + (<usize>(from * time) << 2);
      gemm(false, true, rows, seen, size, dPart, width, values, stride, slope, time, false, workspace);
      for (let row = 0; row < rows; row++) {
        const line = <usize>(row * time) << 2;
        const share = shares + (<usize>(from * time) << 2) + line;
        softmaxSeenGradient(share, slope + line, slope + line, causal ? from + row + 1 : time, time, scale);
      }
      const dQ = dQueries + (<usize>(from * stride) << 2);
      gemm(false, false, rows, size, seen, slope, time, keys, stride, dQ, stride, false, workspace);
    }
    // Keys and values of a block are seen by all queries, or only by those from that block on.
    for (let from = 0; from < time; from += block) {
      const count = min(block, time - from);
      const start = causal ? from : 0;
      const rest = time - start;
      const corner = <usize>(start * time + from) << 2;
      const dV = dValues + (<usize>(from * stride) << 2);
      const dK = dKeys + (<usize>(from * stride) << 2);
      const dPart = dTarget + (<usize>(start * width) << 2);
      const q = queries + (<usize>(start * stride) << 2);
      gemm(true, false, count, size, rest, shares + corner, time, dPart, width, dV, stride, false, workspace);
      gemm(true, false, count, size, rest, slopes + corner, time, q, stride, dK, stride, false, workspace);
    }
    shares += <usize>(time * time) << 2;
  }
}
