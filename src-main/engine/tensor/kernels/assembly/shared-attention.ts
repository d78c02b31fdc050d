// Attention, shared by a team: every head of every example is by itself.
import * as attention from './attention';
import {
  address,
  attendGradientOperation,
  attendOperation,
  flag,
  float,
  int,
  ownWorkspace,
  put,
  putFloat,
  startOf,
  worthMultiplying,
} from './job';
import { share } from './shared';
import { threads } from './team';

/** Bytes that attention needs at `workspace`. */
export function attentionWorkspaceBytes(time: i32): i32 {
  return threads * attention.attentionWorkspaceBytes(time);
}

function putHeads(
  projected: usize,
  shares: usize,
  mixed: usize,
  dProjected: usize,
  count: i32,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  causal: bool,
  workspace: usize,
): void {
  put(0, <i32>projected);
  put(1, <i32>shares);
  put(2, <i32>mixed);
  put(3, <i32>workspace);
  put(4, attention.attentionWorkspaceBytes(time));
  put(5, <i32>dProjected);
  put(6, count);
  put(7, time);
  put(8, heads);
  put(9, size);
  putFloat(10, scale);
  put(11, causal ? 1 : 0);
}

/** Self-attention in all heads of all examples; see attention.ts. */
export function attend(
  projected: usize,
  shares: usize,
  mixed: usize,
  batch: i32,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  causal: bool,
  workspace: usize,
): void {
  const count = batch * heads;
  if (threads == 1 || <i64>count * time * time * size < worthMultiplying * threads) {
    return attention.attendHeads(projected, shares, mixed, time, heads, size, scale, causal, workspace, 0, count);
  }
  putHeads(projected, shares, mixed, 0, count, time, heads, size, scale, causal, workspace);
  share(attendOperation);
}

export function attendPart(part: i32): void {
  const count = int(6);
  const from = startOf(part, count, 1);
  const to = startOf(part + 1, count, 1);
  attention.attendHeads(
    address(0), address(1), address(2), int(7), int(8), int(9), float(10), flag(11), ownWorkspace(part), from, to,
  );
}

export function attendGradient(
  projected: usize,
  shares: usize,
  dMixed: usize,
  dProjected: usize,
  batch: i32,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  causal: bool,
  workspace: usize,
): void {
  const count = batch * heads;
  if (threads == 1 || <i64>count * time * time * size < worthMultiplying * threads) {
    return attention.attendHeadsGradient(
      projected, shares, dMixed, dProjected, time, heads, size, scale, causal, workspace, 0, count,
    );
  }
  putHeads(projected, shares, dMixed, dProjected, count, time, heads, size, scale, causal, workspace);
  share(attendGradientOperation);
}

export function attendGradientPart(part: i32): void {
  const count = int(6);
  const from = startOf(part, count, 1);
  const to = startOf(part + 1, count, 1);
  attention.attendHeadsGradient(
    address(0),
    address(1),
    address(2),
    address(5),
    int(7),
    int(8),
    int(9),
    float(10),
    flag(11),
    ownWorkspace(part),
    from,
    to,
  );
}
