import type { EngineStatus } from './system.ts';

export type EngineKind = EngineStatus['kind'];

/** How a run records the engine that it was trained on. */
export const engineNames: Readonly<Record<EngineKind, string>> = {
  cuda: 'TensorFlow (CUDA)',
  native: 'TensorFlow (CPU)',
  embedded: 'Descent (WebAssembly)',
  webgpu: 'WebGPU',
  javascript: 'TensorFlow.js (JavaScript)',
};

/**
 * Whether an engine gives the same bits every time, with any number of threads. Others may add in the order in which
 * their threads arrive.
 */
export function repeatsExactly(kind: EngineKind | null): boolean {
  return kind === 'embedded' || kind === 'javascript';
}

export function runsOnGpu(kind: EngineKind | null): boolean {
  return kind === 'cuda' || kind === 'webgpu';
}

/** The kind of engine that has this name, which may go on with its device; null for one that this version does not know. */
export function engineNamed(name: string): EngineKind | null {
  const found = Object.entries(engineNames).find(([, known]) => name.startsWith(known));
  // Its keys are kinds.
  return found === undefined ? null : (found[0] as EngineKind);
}

/** Whether the engine of this name gives the same bits every time; one that is not known does not. */
export function repeatsEveryBit(name: string): boolean {
  return repeatsExactly(engineNamed(name));
}
