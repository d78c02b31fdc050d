import { availableParallelism } from 'node:os';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { nativePackages, type NativeKind } from '../../../base/native-packages.ts';

export interface OpenedBackend {
  readonly name: string;
  readonly variant: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  /** It computes on the processor what is meant for a GPU: right, but never the fastest. */
  readonly software?: boolean;
  /** What a list of engines says of it. */
  readonly remark?: string;
}

/** Imports a package by its name, from where the engine that it belongs to is installed. */
export type ImportPackage = (name: string) => Promise<unknown>;

/** Makes TensorFlow's library the engine of this thread, or says why it cannot be and what to do. */
export async function openNative(
  kind: NativeKind,
  importPackage: ImportPackage,
): Promise<OpenedBackend | string> {
  const name = nativePackages[kind];
  restoreUtilities();
  try {
    await importPackage(name);
    if (!(await tf.setBackend('tensorflow'))) return `${name} is installed, but its engine does not start.`;
    await tf.ready();
  } catch (thrown) {
    return whyNot(kind, thrown);
  }
  // tfjs-node's backend says which device it computes on; the type of backends knows nothing of it.
  const backend = tf.backend() as unknown as {
    isUsingGpuDevice?: boolean;
    binding?: { TF_Version?: string };
  };
  if (kind === 'cuda' && backend.isUsingGpuDevice !== true) {
    return `${name} is installed, but it sees no GPU. It needs an NVIDIA GPU, its driver, and the CUDA that TensorFlow was built for: 12.2 with cuDNN 8.9 where "descent engine install cuda" installed it. For other GPUs there is the engine "webgpu".`;
  }
  const tensorflow = backend.binding?.TF_Version ?? 'unknown';
  return {
    name: kind === 'cuda' ? 'TensorFlow (CUDA)' : 'TensorFlow (CPU)',
    variant: `${kind === 'cuda' ? 'cuda' : 'cpu'}, TensorFlow ${tensorflow}`,
    versions: { 'tfjs-core': tf.version_core, tensorflow },
    // It takes every core by itself; there is no setting for it.
    threads: availableParallelism(),
  };
}

function whyNot(kind: NativeKind, thrown: unknown): string {
  const name = nativePackages[kind];
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const missing =
    thrown instanceof Error &&
    'code' in thrown &&
    (thrown.code === 'ERR_MODULE_NOT_FOUND' || thrown.code === 'MODULE_NOT_FOUND') &&
    message.includes(name);
  // It was loaded where no keeper holds it (see worker/keeper.ts), by a thread that has ended.
  if (message.includes('did not self-register')) {
    return `${name} was loaded by a worker that has ended since, and cannot be loaded again. Restart Descent.`;
  }
  return missing
    ? `the package ${name} is not installed. Run: descent engine install ${kind}`
    : `${name} is installed, but it does not load: ${message.split('\n')[0] ?? ''}`;
}

/** tfjs-node calls functions that Node 23 took out of `util`. */
function restoreUtilities(): void {
  const removed: Readonly<Record<string, (value: unknown) => boolean>> = {
    isArray: Array.isArray,
    isBoolean: (value) => typeof value === 'boolean',
    isFunction: (value) => typeof value === 'function',
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value === null || value === undefined,
    isNumber: (value) => typeof value === 'number',
    isObject: (value) => value !== null && typeof value === 'object',
    isString: (value) => typeof value === 'string',
    isUndefined: (value) => value === undefined,
  };
  for (const [name, predicate] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value: predicate, configurable: true });
  }
}
