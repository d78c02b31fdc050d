import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Which binary: with fused multiply-add (relaxed SIMD) or without. They round differently. */
export type KernelVariant = 'relaxed' | 'simd';

type Flag = boolean;
type Address = number;

/**
 * What kernels/assembly exports. Addresses are bytes in the memory of TensorFlow.js; shapes and formulas stand with
 * the sources.
 */
export interface Kernels {
  /** Of a team of threads: see team.ts. A helper's whole life is `help`. */
  leadTeam(board: Address, threads: number): void;
  helpersReady(board: Address): number;
  dismissTeam(board: Address): void;
  help(board: Address): void;
  gemm(
    transposeA: Flag,
    transposeB: Flag,
    rows: number,
    columns: number,
    depth: number,
    a: Address,
    strideA: number,
    b: Address,
    strideB: number,
    c: Address,
    strideC: number,
    accumulate: Flag,
    workspace: Address,
  ): void;
  gemmBatch(
    transposeA: Flag,
    transposeB: Flag,
    count: number,
    rows: number,
    columns: number,
    depth: number,
    a: Address,
    b: Address,
    c: Address,
    repeatA: Flag,
    repeatB: Flag,
    workspace: Address,
  ): void;
  gemmWorkspaceBytes(): number;
  addBiasAndActivate(
    kind: number,
    x: Address,
    bias: Address,
    y: Address,
    rows: number,
    columns: number,
  ): void;
  activationGradient(kind: number, dy: Address, kept: Address, dx: Address, count: number): void;
  sumRows(x: Address, sums: Address, rows: number, columns: number): void;
  convolutionWorkspaceBytes(patch: number): number;
  describeImages(b: number, h: number, w: number, c: number, outHeight: number, outWidth: number): void;
  describeKernel(
    filters: number,
    height: number,
    width: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    padTop: number,
    padLeft: number,
  ): void;
  convolve(x: Address, kernel: Address, y: Address, workspace: Address): void;
  convolveKernelGradient(x: Address, dy: Address, dKernel: Address, workspace: Address): void;
  convolveInputGradient(dy: Address, kernel: Address, dx: Address, workspace: Address): void;
  maxPool(x: Address, y: Address): void;
  maxPoolGradient(x: Address, dy: Address, dx: Address): void;
  layerNorm(
    x: Address,
    gain: Address,
    bias: Address,
    y: Address,
    statistics: Address,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  layerNormGradient(
    x: Address,
    gain: Address,
    statistics: Address,
    dy: Address,
    dx: Address,
    dGain: Address,
    dBias: Address,
    rows: number,
    columns: number,
  ): void;
  batchNorm(
    x: Address,
    gain: Address,
    bias: Address,
    y: Address,
    statistics: Address,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  batchNormGradient(
    x: Address,
    gain: Address,
    statistics: Address,
    dy: Address,
    dx: Address,
    dGain: Address,
    dBias: Address,
    rows: number,
    columns: number,
  ): void;
  groupNorm(
    x: Address,
    gain: Address,
    bias: Address,
    y: Address,
    statistics: Address,
    batch: number,
    positions: number,
    groups: number,
    size: number,
    epsilon: number,
  ): void;
  groupNormGradient(
    x: Address,
    gain: Address,
    statistics: Address,
    dy: Address,
    dx: Address,
    dGain: Address,
    dBias: Address,
    batch: number,
    positions: number,
    groups: number,
    size: number,
  ): void;
  depthwise(pass: number, x: Address, kernel: Address, y: Address): void;
  recurrentWorkspaceBytes(batch: number, units: number): number;
  recurrent(
    cell: number,
    gates: Address,
    weights: Address,
    bias: Address,
    hidden: Address,
    kept: Address,
    batch: number,
    time: number,
    units: number,
    workspace: Address,
  ): void;
  recurrentGradient(
    cell: number,
    gates: Address,
    weights: Address,
    hidden: Address,
    kept: Address,
    dHidden: Address,
    dGates: Address,
    dKept: Address,
    dWeights: Address,
    dBias: Address,
    batch: number,
    time: number,
    units: number,
    workspace: Address,
  ): void;
  softmaxCrossEntropy(
    logits: Address,
    classes: Address,
    gradient: Address,
    rows: number,
    columns: number,
    smoothing: number,
  ): number;
  attend(
    projected: Address,
    shares: Address,
    mixed: Address,
    batch: number,
    time: number,
    heads: number,
    size: number,
    scale: number,
    causal: Flag,
    workspace: Address,
  ): void;
  attendGradient(
    projected: Address,
    shares: Address,
    dMixed: Address,
    dProjected: Address,
    batch: number,
    time: number,
    heads: number,
    size: number,
    scale: number,
    causal: Flag,
    workspace: Address,
  ): void;
  attentionWorkspaceBytes(time: number): number;
  dropOut(
    x: Address,
    mask: Address,
    y: Address,
    count: number,
    threshold: number,
    kept: number,
    key0: number,
    key1: number,
    high0: number,
    high1: number,
  ): void;
  sgd(w: Address, g: Address, count: number, rate: number, factor: number, decay: number): void;
  momentum(
    w: Address,
    g: Address,
    velocity: Address,
    count: number,
    rate: number,
    factor: number,
    decay: number,
    mu: number,
    nesterov: Flag,
  ): void;
  adagrad(
    w: Address,
    g: Address,
    squares: Address,
    count: number,
    rate: number,
    factor: number,
    decay: number,
    epsilon: number,
  ): void;
  rmsprop(
    w: Address,
    g: Address,
    squares: Address,
    velocity: Address,
    count: number,
    rate: number,
    factor: number,
    decay: number,
    rho: number,
    rest: number,
    epsilon: number,
    mu: number,
  ): void;
  adam(
    w: Address,
    g: Address,
    mean: Address,
    squares: Address,
    count: number,
    rate: number,
    root: number,
    factor: number,
    decay: number,
    kept: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    epsilon: number,
  ): void;
  sumOfSquares(x: Address, count: number): number;
  takeRows(table: Address, ids: Address, taken: Address, count: number, width: number, rows: number): void;
  sumSegments(x: Address, ids: Address, sums: Address, rows: number, width: number, segments: number): void;
}

export interface InstantiatedKernels {
  readonly kernels: Kernels;
  /** For more instances on the same memory, in other threads. */
  readonly module: WebAssembly.Module;
  readonly variant: KernelVariant;
}

/** The best of the wanted variants that this machine's WebAssembly accepts, on a given memory; null where none is. */
export async function instantiateKernels(
  memory: WebAssembly.Memory,
  wanted: readonly KernelVariant[],
  directory: string = findKernels(),
): Promise<InstantiatedKernels | null> {
  for (const variant of wanted) {
    const binary = new Uint8Array(readFileSync(join(directory, `${variant}.wasm`)));
    if (!WebAssembly.validate(binary)) continue;
    const module = await WebAssembly.compile(binary);
    const instance = await WebAssembly.instantiate(module, { env: { memory, log: Math.log } });
    // The binary and this type are two sides of kernels/assembly/index.ts.
    return { kernels: instance.exports as unknown as Kernels, module, variant };
  }
  return null;
}

/** Beside the sources; or, where a bundler has moved this module, in the sources that lie above it. */
function findKernels(): string {
  const inSources = join('src-main', 'engine', 'tensor', 'kernels');
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, '..', 'kernels'), join(here, 'kernels')];
  for (let folder = here; ; folder = dirname(folder)) {
    candidates.push(join(folder, inSources));
    if (dirname(folder) === folder) break;
  }
  const found = candidates.find((folder) => existsSync(join(folder, 'simd.wasm')));
  if (found === undefined)
    throw new Error(`the kernels are not where they should be: ${candidates[0] ?? ''}`);
  return found;
}
