// Recurrent layers over whole sequences, forward and backward through time. Sequences [batch, time, width]; the gates
// lie side by side in the last axis: LSTM (Hochreiter & Schmidhuber 1997; Gers et al. 2000) i, f, g, o; GRU (Cho et
// al. 2014, with the reset after the product, as cuDNN has it) r, z, n; a plain network has tanh alone.
import { gemm, gemmWorkspaceBytes } from './gemm';
import { fillZeros, hyperbolicTangent, logistic, multiplyAdd, put, take } from './vector';

const lstm: i32 = 1;
const gru: i32 = 2;

function gatesOf(cell: i32): i32 {
  return cell == lstm ? 4 : cell == gru ? 3 : 1;
}

/** Kinds of cells are 0 plain, 1 LSTM, 2 GRU. Bytes that `recurrentGradient` needs at `workspace`; `recurrent` needs no more. */
export function recurrentWorkspaceBytes(batch: i32, units: i32): i32 {
  return gemmWorkspaceBytes() + 2 * batch * units * 4;
}

/**
 * `gates` [batch, time, gates · units] holds what comes from the inputs, bias included, and then what became of it;
 * `hidden` [batch, time, units] is the output. `kept` [batch, time, units] is for the gradient: the cells of an LSTM,
 * h · Uₙ + bias of a GRU. `weights` [units, gates · units] are the recurrent ones, `bias` [units] is a GRU's. The
 * state before the first position is zero.
 */
export function recurrent(
  cell: i32,
  gates: usize,
  weights: usize,
  bias: usize,
  hidden: usize,
  kept: usize,
  batch: i32,
  time: i32,
  units: i32,
  workspace: usize,
): void {
  const wide = gatesOf(cell) * units;
  for (let t = 0; t < time; t++) {
    const gate = gates + (<usize>(t * wide) << 2);
    const before = hidden + (<usize>((t - 1) * units) << 2);
    if (t > 0) {
      const product = cell == gru ? 2 * units : wide;
      gemm(false, false, batch, product, units, before, time * units, weights, wide, gate, time * wide, true, workspace);
      if (cell == gru) {
        const to = kept + (<usize>(t * units) << 2);
        const part = weights + (<usize>(2 * units) << 2);
        gemm(false, false, batch, units, units, before, time * units, part, wide, to, time * units, false, workspace);
      }
    }
    for (let example = 0; example < batch; example++) {
      const row = <usize>example * <usize>time + <usize>t;
      const g = gates + ((row * <usize>wide) << 2);
      const h = hidden + ((row * <usize>units) << 2);
      const k = kept + ((row * <usize>units) << 2);
      if (cell == lstm) stepLstm(g, h, k, units, t > 0);
      else if (cell == gru) stepGru(g, h, k, bias, units, t > 0);
      else stepPlain(g, h, units);
    }
  }
}

function stepPlain(gate: usize, hidden: usize, units: i32): void {
  for (let unit = 0; unit < units; unit += 4) {
    const at = <usize>unit << 2;
    put(hidden + at, hyperbolicTangent(take(gate + at, units - unit)), units - unit);
  }
}

function stepLstm(gate: usize, hidden: usize, cells: usize, units: i32, continuing: bool): void {
  const width = <usize>units << 2;
  for (let unit = 0; unit < units; unit += 4) {
    const left = units - unit;
    const at = <usize>unit << 2;
    const i = logistic(take(gate + at, left));
    const f = logistic(take(gate + width + at, left));
    const g = hyperbolicTangent(take(gate + 2 * width + at, left));
    const o = logistic(take(gate + 3 * width + at, left));
    let c = f32x4.mul(i, g);
    if (continuing) c = multiplyAdd(f, take(cells - width + at, left), c);
    put(gate + at, i, left);
    put(gate + width + at, f, left);
    put(gate + 2 * width + at, g, left);
    put(gate + 3 * width + at, o, left);
    put(cells + at, c, left);
    put(hidden + at, f32x4.mul(o, hyperbolicTangent(c)), left);
  }
}

function stepGru(gate: usize, hidden: usize, kept: usize, bias: usize, units: i32, continuing: bool): void {
  const width = <usize>units << 2;
  for (let unit = 0; unit < units; unit += 4) {
    const left = units - unit;
    const at = <usize>unit << 2;
    const r = logistic(take(gate + at, left));
    const z = logistic(take(gate + width + at, left));
    let u = take(bias + at, left);
    let before = f32x4.splat(0);
    if (continuing) {
      u = f32x4.add(u, take(kept + at, left));
      before = take(hidden - width + at, left);
    }
    const n = hyperbolicTangent(multiplyAdd(r, u, take(gate + 2 * width + at, left)));
    put(gate + at, r, left);
    put(gate + width + at, z, left);
    put(gate + 2 * width + at, n, left);
    put(kept + at, u, left);
    put(hidden + at, multiplyAdd(z, f32x4.sub(before, n), n), left);
  }
}

/**
 * From dHidden to dGates (what comes from the inputs), dWeights and, of a GRU, dBias. `gates`, `hidden` and `kept` are
 * as `recurrent` left them; `dKept` [batch, time, units] is memory that a GRU needs.
 */
export function recurrentGradient(
  cell: i32,
  gates: usize,
  weights: usize,
  hidden: usize,
  kept: usize,
  dHidden: usize,
  dGates: usize,
  dKept: usize,
  dWeights: usize,
  dBias: usize,
  batch: i32,
  time: i32,
  units: i32,
  workspace: usize,
): void {
  const wide = gatesOf(cell) * units;
  const scratch = workspace + gemmWorkspaceBytes();
  const dState = scratch;
  const dCell = scratch + (<usize>(batch * units) << 2);
  fillZeros(scratch, 2 * batch * units);
  if (cell == gru) fillZeros(dBias, units);
  for (let t = time - 1; t >= 0; t--) {
    for (let example = 0; example < batch; example++) {
      const row = <usize>example * <usize>time + <usize>t;
      const g = gates + ((row * <usize>wide) << 2);
      const h = hidden + ((row * <usize>units) << 2);
      const k = kept + ((row * <usize>units) << 2);
      const dh = dHidden + ((row * <usize>units) << 2);
      const dg = dGates + ((row * <usize>wide) << 2);
      const state = dState + (<usize>(example * units) << 2);
      if (cell == lstm) {
        lstmSlope(g, k, dh, state, dCell + (<usize>(example * units) << 2), dg, units, t > 0);
      } else if (cell == gru) {
        gruSlope(g, h, k, dh, state, dg, dKept + ((row * <usize>units) << 2), dBias, units, t > 0);
      } else {
        plainSlope(h, dh, state, dg, units);
      }
    }
    if (t == 0) continue;
    const slope = dGates + (<usize>(t * wide) << 2);
    if (cell == gru) {
      // What goes straight on, z · dh, is in dState already.
      gemm(false, true, batch, units, 2 * units, slope, time * wide, weights, wide, dState, units, true, workspace);
      const inner = dKept + (<usize>(t * units) << 2);
      const part = weights + (<usize>(2 * units) << 2);
      gemm(false, true, batch, units, units, inner, time * units, part, wide, dState, units, true, workspace);
    } else {
      gemm(false, true, batch, units, wide, slope, time * wide, weights, wide, dState, units, false, workspace);
    }
  }
  fillZeros(dWeights, units * wide);
  const depth = time - 1;
  if (depth < 1) return;
  for (let example = 0; example < batch; example++) {
    const from = hidden + (<usize>(example * time * units) << 2);
    const slope = dGates + (<usize>((example * time + 1) * wide) << 2);
    const product = cell == gru ? 2 * units : wide;
    gemm(true, false, units, product, depth, from, units, slope, wide, dWeights, wide, true, workspace);
    if (cell == gru) {
      const inner = dKept + (<usize>((example * time + 1) * units) << 2);
      const to = dWeights + (<usize>(2 * units) << 2);
      gemm(true, false, units, units, depth, from, units, inner, units, to, wide, true, workspace);
    }
  }
}

function plainSlope(hidden: usize, dHidden: usize, dState: usize, dGate: usize, units: i32): void {
  const one = f32x4.splat(1);
  for (let unit = 0; unit < units; unit += 4) {
    const left = units - unit;
    const at = <usize>unit << 2;
    const h = take(hidden + at, left);
    const slope = f32x4.add(take(dHidden + at, left), take(dState + at, left));
    put(dGate + at, f32x4.mul(slope, f32x4.sub(one, f32x4.mul(h, h))), left);
  }
}

function lstmSlope(
  gate: usize,
  cells: usize,
  dHidden: usize,
  dState: usize,
  dCell: usize,
  dGate: usize,
  units: i32,
  continuing: bool,
): void {
  const one = f32x4.splat(1);
  const width = <usize>units << 2;
  for (let unit = 0; unit < units; unit += 4) {
    const left = units - unit;
    const at = <usize>unit << 2;
    const i = take(gate + at, left);
    const f = take(gate + width + at, left);
    const g = take(gate + 2 * width + at, left);
    const o = take(gate + 3 * width + at, left);
    const bent = hyperbolicTangent(take(cells + at, left));
    const before = continuing ? take(cells - width + at, left) : f32x4.splat(0);
    const dh = f32x4.add(take(dHidden + at, left), take(dState + at, left));
    const through = f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(bent, bent)));
    const dc = f32x4.add(take(dCell + at, left), through);
    put(dGate + at, f32x4.mul(f32x4.mul(dc, g), f32x4.mul(i, f32x4.sub(one, i))), left);
    put(dGate + width + at, f32x4.mul(f32x4.mul(dc, before), f32x4.mul(f, f32x4.sub(one, f))), left);
    put(dGate + 2 * width + at, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))), left);
    put(dGate + 3 * width + at, f32x4.mul(f32x4.mul(dh, bent), f32x4.mul(o, f32x4.sub(one, o))), left);
    put(dCell + at, f32x4.mul(dc, f), left);
  }
}

/** h = n + z · (before − n), n = tanh(x + r · u): leaves z · dh in dState. */
function gruSlope(
  gate: usize,
  hidden: usize,
  kept: usize,
  dHidden: usize,
  dState: usize,
  dGate: usize,
  dKept: usize,
  dBias: usize,
  units: i32,
  continuing: bool,
): void {
  const one = f32x4.splat(1);
  const width = <usize>units << 2;
  for (let unit = 0; unit < units; unit += 4) {
    const left = units - unit;
    const at = <usize>unit << 2;
    const r = take(gate + at, left);
    const z = take(gate + width + at, left);
    const n = take(gate + 2 * width + at, left);
    const u = take(kept + at, left);
    const before = continuing ? take(hidden - width + at, left) : f32x4.splat(0);
    const dh = f32x4.add(take(dHidden + at, left), take(dState + at, left));
    const dn = f32x4.mul(f32x4.mul(dh, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
    const dz = f32x4.mul(f32x4.mul(dh, f32x4.sub(before, n)), f32x4.mul(z, f32x4.sub(one, z)));
    const dr = f32x4.mul(f32x4.mul(dn, u), f32x4.mul(r, f32x4.sub(one, r)));
    const du = f32x4.mul(dn, r);
    put(dGate + at, dr, left);
    put(dGate + width + at, dz, left);
    put(dGate + 2 * width + at, dn, left);
    put(dKept + at, du, left);
    put(dBias + at, f32x4.add(take(dBias + at, left), du), left);
    put(dState + at, f32x4.mul(z, dh), left);
  }
}
