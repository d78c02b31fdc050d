import { openEngine } from '../../src-main/engine/tensor/engine.ts';

/** Every engine that is on any machine, with both of the embedded one's variants. */
export const testEngines = ['embedded, relaxed SIMD', 'embedded, plain SIMD', 'javascript'] as const;
export type TestEngine = (typeof testEngines)[number];

export async function openTestEngine(engine: TestEngine): Promise<void> {
  if (engine === 'javascript') await openEngine('javascript');
  else await openEngine('embedded', { variants: [engine === 'embedded, plain SIMD' ? 'simd' : 'relaxed'] });
}
