import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { InstantiatedKernels, Kernels } from './kernels.ts';
import { openTeam, type Team } from './team.ts';

/** The memory of TensorFlow.js' WebAssembly backend, on which our kernels work in place. */
export interface Heap {
  readonly kernels: Kernels;
  /** The threads that work on it. */
  readonly team: Team;
  /** Where the numbers of a tensor begin, in bytes. */
  address(tensor: tf.TensorInfo): number;
  /** Memory for a new tensor, not cleared. It is the caller's until a tensor is made of it. */
  allocate(shape: number[], dtype?: 'float32' | 'int32'): tf.TensorInfo;
  /**
   * Memory that an operation keeps for its gradient. To TensorFlow.js it is a tensor without elements, since it would
   * otherwise make a gradient of zeros for it; it is freed like any other.
   */
  allocateHidden(floats: number): tf.TensorInfo;
  free(tensor: tf.TensorInfo): void;
  /** One more owner of the same numbers, in another shape. */
  share(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo;
  /** Scratch memory, valid until the next call. */
  workspace(bytes: number): number;
  /** The numbers themselves, without a copy; valid until memory is allocated. */
  view(tensor: tf.TensorInfo): Float32Array;
  /** Size of the whole memory. */
  sizeBytes(): number;
}

let opened: Heap | null = null;

/** The heap, while the embedded engine is the one that computes; else null. */
export function currentHeap(): Heap | null {
  return opened !== null && tf.getBackend() === 'wasm' ? opened : null;
}

/** Emscripten's allocator. */
export interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const guarded = new WeakSet<Allocator>();

/**
 * Without this, an allocation that fails gives address 0, and TensorFlow.js writes there, over its own data; one of
 * 4 GB or more is taken for a small one, since addresses have 32 bits.
 */
function refuseWhatDoesNotFit(module: Allocator): void {
  if (guarded.has(module)) return;
  guarded.add(module);
  // Emscripten puts the real function in place at its first call.
  module._free(module._malloc(8));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) {
      const megabytes = Math.ceil(bytes / 2 ** 20);
      throw new RangeError(`out of memory: there is no room for ${megabytes} MB more of numbers`);
    }
    return address;
  };
}

/** Opens the heap of this thread's backend and makes it the current one. */
export function openHeap(
  backend: BackendWasm,
  memory: WebAssembly.Memory,
  { kernels, module: code }: InstantiatedKernels,
): Heap {
  // Emscripten's allocator, which TensorFlow.js uses without saying so in its types.
  const module = backend.wasm as unknown as Allocator;
  refuseWhatDoesNotFit(module);
  let scratch = { address: 0, bytes: 0 };
  let buffer = memory.buffer;
  let floats = new Float32Array(buffer);
  const heap: Heap = {
    kernels,
    team: openTeam({ memory, module: code, kernels, allocator: module }),
    address: ({ dataId }) => backend.getMemoryOffset(dataId),
    allocate: (shape, dtype = 'float32') => backend.makeOutput(shape, dtype),
    allocateHidden: (count) => ({ ...backend.makeOutput([count], 'float32'), shape: [0] }),
    free: ({ dataId }) => void backend.disposeData(dataId),
    share: ({ dataId, dtype }, shape) => {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    workspace: (bytes) => {
      if (bytes > scratch.bytes) {
        if (scratch.bytes > 0) module._free(scratch.address);
        scratch = { address: module._malloc(bytes) >>> 0, bytes };
        if (scratch.address === 0)
          throw new RangeError(`out of memory: ${bytes} bytes of WebAssembly memory`);
      }
      return scratch.address;
    },
    view: (tensor) => {
      if (buffer !== memory.buffer) {
        buffer = memory.buffer;
        floats = new Float32Array(buffer);
      }
      const from = backend.getMemoryOffset(tensor.dataId) / 4;
      return floats.subarray(from, from + tf.util.sizeFromShape(tensor.shape));
    },
    sizeBytes: () => memory.buffer.byteLength,
  };
  opened = heap;
  return heap;
}
