import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { listEngines, openEngine } from '../../../src-main/engine/tensor/engine.ts';

const nothingInstalled = {
  importPackage: (name: string) =>
    Promise.reject(
      Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
    ),
};

describe('an engine', () => {
  beforeEach(() => openEngine('javascript'));

  it('is the embedded one by itself, with its variant and the reason', async () => {
    const engine = await openEngine('auto', nothingInstalled);
    expect(engine).toMatchObject({
      kind: 'embedded',
      name: 'Descent (WebAssembly)',
      variant: 'wasm relaxed-simd',
      threads: 1,
    });
    expect(engine.versions['tfjs-core']).toBe('4.22.0');
    expect(engine.reason).toContain('tfjs-node');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('uses the plain kernels where relaxed SIMD is not wanted', async () => {
    expect((await openEngine('embedded', { variants: ['simd'] })).variant).toBe('wasm simd');
    expect((await openEngine('embedded', { variants: ['relaxed'] })).variant).toBe('wasm relaxed-simd');
  });

  it('can be forced', async () => {
    const engine = await openEngine('javascript');
    expect(engine).toMatchObject({ kind: 'javascript', reason: 'chosen in the spec' });
    expect(tf.getBackend()).toBe('cpu');
  });

  it.each(['native', 'cuda'] as const)('that is chosen but not installed is refused: %s', async (choice) => {
    await expect(openEngine(choice, nothingInstalled)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('npm install @tensorflow/tfjs-node') as string,
      details: { issues: [expect.objectContaining({ path: 'engine', suggestion: 'auto' })] },
    });
  });

  it('that does not load says so', async () => {
    const broken = { importPackage: () => Promise.reject(new Error('wrong ELF class\nat dlopen')) };
    await expect(openEngine('native', broken)).rejects.toThrow(
      '@tensorflow/tfjs-node is installed, but it does not load: wrong ELF class',
    );
  });

  it('is listed with what it is or what it lacks, and listing changes nothing', async () => {
    const engines = await listEngines(nothingInstalled);
    expect(engines.map(({ kind, available }) => [kind, available])).toEqual([
      ['cuda', false],
      ['native', false],
      ['embedded', true],
      ['javascript', true],
    ]);
    expect(engines[0]?.detail).toContain('npm install @tensorflow/tfjs-node-gpu');
    expect(engines[2]?.detail).toContain('relaxed-simd');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('leaves the process its own way with errors that nobody caught', async () => {
    const listeners = () =>
      ['uncaughtException', 'unhandledRejection'].map((name) => process.listenerCount(name));
    const before = listeners();
    await openEngine('embedded');
    expect(listeners()).toEqual(before);
  });
});
