import { installedEngines, type InstalledEngine } from '#contract/system.ts';

/** The engine that is tested in this process; TensorFlow's library and Dawn do not share one. */
export const engine: InstalledEngine =
  installedEngines.find((kind) => kind === process.env['DESCENT_ENGINE']) ?? 'webgpu';

export function backendOf(kind: InstalledEngine): 'webgpu' | 'tensorflow' {
  return kind === 'webgpu' ? 'webgpu' : 'tensorflow';
}
