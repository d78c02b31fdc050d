import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, version_wasm, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { registerFusedKernels } from '../fused/index.ts';
import { engineNames } from '#contract/engine-names.ts';
import type { OpenedBackend } from '../native/open.ts';
import { registerConvolution } from './convolution.ts';
import { registerDepthwiseKernels } from './depthwise.ts';
import { registerEinsum } from './einsum.ts';
import { allowedThreads } from './cores.ts';
import { registerEmptyReductions } from './empty.ts';
import { openHeap, type Heap } from './heap.ts';
import { instantiateKernels, type KernelVariant } from './kernels.ts';
import { registerMatMul } from './matmul.ts';
import { inputOf, registerEmbeddedKernel } from './register.ts';
import { registerRows } from './rows.ts';
import { withSharedMemory } from './shared-memory.ts';

export interface EmbeddedOptions {
  /** Binaries to try, best first; for tests. */
  readonly variants?: readonly KernelVariant[];
  /** Where our binaries lie, if not beside the sources. */
  readonly kernelsDirectory?: string;
  /** Where the binaries of @tensorflow/tfjs-backend-wasm lie, if not in its package. */
  readonly tensorflowDirectory?: string;
}

let opened: { readonly variant: KernelVariant; readonly words: string } | null = null;

/** Makes TensorFlow.js' WebAssembly backend with our kernels the engine of this thread, or says why it cannot be. */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<OpenedBackend | string> {
  const wanted = options.variants ?? ['relaxed', 'simd'];
  if (opened === null || !wanted.includes(opened.variant)) {
    opened = await start(options, wanted);
    if (opened === null) return 'this machine has no WebAssembly with SIMD. Choose "javascript".';
  }
  await tf.setBackend('wasm');
  return {
    name: engineNames.embedded,
    variant: opened.words,
    versions: { 'tfjs-core': tf.version_core, 'tfjs-backend-wasm': version_wasm },
    threads: allowedThreads(),
  };
}

async function start(options: EmbeddedOptions, wanted: readonly KernelVariant[]): Promise<typeof opened> {
  if (!(await startBackend(options.tensorflowDirectory ?? directoryOfPackage()))) return null;
  // The backend named "wasm" is made by the package of this name.
  const backend = tf.backend() as BackendWasm;
  const memory = memoryOf(backend);
  const instantiated = await instantiateKernels(memory, wanted, options.kernelsDirectory);
  if (instantiated === null) return null;
  const heap = openHeap(backend, memory, instantiated);
  registerMatMul(heap);
  registerConvolution(heap);
  registerDepthwiseKernels(heap);
  registerEinsum(heap);
  registerRows(heap);
  registerEmptyReductions(heap);
  registerFusedKernels(heap);
  registerIdentity(heap);
  // These pack weights once and would not see that an optimizer changes them in place.
  for (const name of ['_FusedMatMul', 'FusedConv2D', 'FusedDepthwiseConv2D', 'Prelu']) {
    if (tf.getKernel(name, 'wasm') !== undefined) tf.unregisterKernel(name, 'wasm');
  }
  const { variant } = instantiated;
  return {
    variant,
    words: variant === 'simd' ? 'wasm simd' : `wasm relaxed-simd${fuses(heap) ? '' : ' unfused'}`,
  };
}

/** Starts TensorFlow.js' backend on a memory that other threads can work on; says whether it did. */
async function startBackend(directory: string): Promise<boolean> {
  const binary = withSharedMemory(readFileSync(join(directory, 'tfjs-backend-wasm-simd.wasm')));
  if (!WebAssembly.validate(binary)) return false;
  const listeners = keepProcessListeners();
  // It fetches its binary by the platform's function, which is the one way to hand it another.
  const { platform } = tf.env();
  const { fetch } = platform;
  // All that it reads of a response; a whole one would cost more time than the start.
  const response = { ok: true, arrayBuffer: () => Promise.resolve(binary.buffer) } as Response;
  platform.fetch = () => Promise.resolve(response);
  setWasmPaths(directory + sep, true);
  try {
    return await tf.setBackend('wasm');
  } finally {
    platform.fetch = fetch;
    listeners.restore();
  }
}

/**
 * Relaxed SIMD leaves it to the processor whether a multiply-add rounds once or twice, which shows in the last bits of
 * every product: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ rounded once, and 0 rounded twice.
 */
function fuses(heap: Heap): boolean {
  const numbers = [heap.allocate([2]), heap.allocate([2]), heap.allocate([1])] as const;
  const [a, b, c] = numbers;
  heap.view(a).set([1 + 2 ** -11, 1 + 2 ** -12]);
  heap.view(b).set([-1, 1 + 2 ** -12]);
  const workspace = heap.workspace(heap.kernels.gemmWorkspaceBytes());
  const [x, y, product] = [heap.address(a), heap.address(b), heap.address(c)];
  heap.kernels.gemm(false, false, 1, 1, 2, x, 2, y, 1, product, 1, false, workspace);
  const fused = heap.view(c)[0] !== 0;
  for (const info of numbers) heap.free(info);
  return fused;
}

/** TensorFlow.js copies here, and the tape clones all that a gradient needs; sharing the same numbers is enough. */
function registerIdentity(heap: Heap): void {
  registerEmbeddedKernel('Identity', (call) => {
    const x = inputOf(call, 'x');
    return heap.share(x, x.shape);
  });
}

function directoryOfPackage(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}

/** Emscripten names its exports by letters; only one of them is a memory. */
function memoryOf(backend: BackendWasm): WebAssembly.Memory {
  const { asm } = backend.wasm as unknown as { readonly asm: Readonly<Record<string, unknown>> };
  const memory = Object.values(asm).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined) throw new Error('TensorFlow.js has no WebAssembly memory');
  return memory;
}

/** Emscripten takes over what happens at uncaught errors of the whole process; that is the host's to decide. */
function keepProcessListeners(): { restore(): void } {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Map(events.map((event) => [event, new Set(listenersOf(event))]));
  return {
    restore: () => {
      for (const event of events) {
        for (const listener of listenersOf(event)) {
          if (before.get(event)?.has(listener) === false) process.off(event, listener);
        }
      }
    },
  };
}

function listenersOf(event: 'uncaughtException' | 'unhandledRejection'): (() => void)[] {
  // Each event has its own type of listener; here they are only told apart.
  return process.listeners(event as 'exit') as (() => void)[];
}
