import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { followThreads } from '../../../src-main/engine/tensor/embedded/cores.ts';
import { listEngines, openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { temporaryDirectory } from '../../support/serve-process.ts';

const nothingInstalled = {
  importPackage: (name: string) =>
    Promise.reject(
      Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
    ),
};

/** Stands for tfjs-node: a backend under its name, on which nothing is computed here. */
function importPackage(name: string): Promise<unknown> {
  if (name !== '@tensorflow/tfjs-node') return nothingInstalled.importPackage(name);
  if (tf.findBackendFactory('tensorflow') === null) {
    tf.registerBackend('tensorflow', () =>
      Object.assign(new tf.KernelBackend(), { dispose: () => undefined }),
    );
  }
  return Promise.resolve({});
}

describe('an engine', () => {
  beforeEach(() => openEngine('javascript'));

  it('is the embedded one by itself, with its variant and the reason', async () => {
    const engine = await openEngine('auto', nothingInstalled);
    expect(engine).toMatchObject({
      kind: 'embedded',
      name: 'Descent (WebAssembly)',
      variant: expect.stringMatching(/^wasm relaxed-simd/) as string,
      threads: 1,
    });
    expect(engine.versions['tfjs-core']).toBe('4.22.0');
    expect(engine.reason).toContain('tfjs-node');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('is the fastest of those that are there, by a probe', async () => {
    const probe = (fastest: string) => () => (tf.getBackend() === fastest ? 1 : 4);
    const native = await openEngine('auto', { importPackage, probe: probe('tensorflow') });
    expect([native.kind, tf.getBackend()]).toEqual(['native', 'tensorflow']);
    expect(native.reason).toBe(
      'the fastest in a probe of this model (native 1.0 ms, embedded 4.0 ms a step)',
    );
    const embedded = await openEngine('auto', { importPackage, probe: probe('wasm') });
    expect([embedded.kind, tf.getBackend()]).toEqual(['embedded', 'wasm']);
    const first = await openEngine('auto', { importPackage });
    expect([first.kind, tf.getBackend()]).toEqual(['native', 'tensorflow']);
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
  });

  it('uses the plain kernels where relaxed SIMD is not wanted', async () => {
    expect((await openEngine('embedded', { variants: ['simd'] })).variant).toBe('wasm simd');
    expect((await openEngine('embedded', { variants: ['relaxed'] })).variant).toMatch(/^wasm relaxed-simd/);
  });

  it('can be forced, and says nothing on the console', async () => {
    const warn = vi.spyOn(console, 'warn');
    const engine = await openEngine('javascript');
    tf.tidy(() => tf.add(1, 2).dataSync());
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    expect(engine).toMatchObject({ kind: 'javascript', reason: 'chosen in the spec' });
    expect(tf.getBackend()).toBe('cpu');
  });

  it.each(['native', 'cuda', 'webgpu'] as const)(
    'that is chosen but not installed is refused: %s',
    async (choice) => {
      await expect(openEngine(choice, nothingInstalled)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining(`descent engine install ${choice}`) as string,
        details: { issues: [expect.objectContaining({ path: 'engine', suggestion: 'auto' })] },
      });
    },
  );

  it('that does not load says so', async () => {
    const broken = { importPackage: () => Promise.reject(new Error('wrong ELF class\nat dlopen')) };
    await expect(openEngine('native', broken)).rejects.toThrow(
      '@tensorflow/tfjs-node is installed, but it does not load: wrong ELF class',
    );
  });

  it('that cannot be loaded a second time says what to do', async () => {
    const ended = { importPackage: () => Promise.reject(new Error('Module did not self-register: x.node')) };
    await expect(openEngine('native', ended)).rejects.toThrow('Restart Descent');
  });

  it('is listed with what it is or what it lacks, and listing changes nothing', async () => {
    const engines = await listEngines(nothingInstalled);
    expect(engines.map(({ kind, available }) => [kind, available])).toEqual([
      ['cuda', false],
      ['native', false],
      ['embedded', true],
      ['webgpu', false],
      ['javascript', true],
    ]);
    expect(engines[0]?.detail).toContain('descent engine install cuda');
    expect(engines[2]?.detail).toContain('relaxed-simd');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('that was the fastest is remembered for the same model, while it is there', async () => {
    const folder = temporaryDirectory();
    let probes = 0;
    const probe = (): number => {
      probes++;
      return tf.getBackend() === 'tensorflow' ? 1 : 4;
    };
    const auto = (subject: string, given = importPackage) =>
      openEngine('auto', { importPackage: given, probe, subject, memoryFolder: folder.path });
    expect((await auto('mlp')).kind).toBe('native');
    expect(probes).toBe(2);
    const again = await auto('mlp');
    expect([again.kind, tf.getBackend(), probes]).toEqual(['native', 'tensorflow', 2]);
    expect(again.reason).toMatch(/native 1\.0 ms.*, measured before$/);
    await auto('another model');
    expect(probes).toBe(4);
    // With half of the cores another one may be the fastest.
    followThreads(new Int32Array(new SharedArrayBuffer(4)).fill(2));
    await auto('another model');
    expect(probes).toBe(6);
    followThreads(null);
    // Nothing is chosen from memory that is gone, and nothing fails over a damaged one.
    expect((await auto('mlp', nothingInstalled.importPackage)).kind).toBe('embedded');
    writeFileSync(join(folder.path, 'fastest.json'), '{ "damaged');
    expect((await auto('mlp')).kind).toBe('native');
    expect(probes).toBe(8);
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
    folder.remove();
  });

  it('that a model is too large for is not chosen', async () => {
    const probe = (): number => {
      if (tf.getBackend() === 'tensorflow') throw new Error('out of memory');
      return 4;
    };
    const engine = await openEngine('auto', { importPackage, probe });
    expect([engine.kind, engine.reason]).toEqual([
      'embedded',
      expect.stringContaining('native: out of memory'),
    ]);
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
  });

  it('leaves the process its own way with errors that nobody caught', async () => {
    const listeners = () =>
      ['uncaughtException', 'unhandledRejection'].map((name) => process.listenerCount(name));
    const before = listeners();
    await openEngine('embedded');
    expect(listeners()).toEqual(before);
  });
});
