import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { createEngineDesk } from '../../../src-main/api/engine-desk.ts';
import type { InstallOptions } from '../../../src-main/install/engine-store.ts';
import { temporaryDirectory } from '../../support/serve-process.ts';

let folder: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => folder.remove());

/** An installation that a test ends. */
function openDesk() {
  const ending = Promise.withResolvers<undefined>();
  let given: InstallOptions | null = null;
  const desk = createEngineDesk(folder.path, async (_kind, options) => {
    given = options;
    options.signal?.addEventListener('abort', () => ending.reject(new CodedError('cancelled', 'cancelled')));
    await ending.promise;
  });
  const webgpu = () => desk.list().find(({ kind }) => kind === 'webgpu');
  return { desk, ending, webgpu, given: () => given };
}

describe('the desk for engines', () => {
  it('tells how far an installation is, and installs one at a time', async () => {
    const { desk, ending, given, webgpu } = openDesk();
    expect(webgpu()).toEqual({
      kind: 'webgpu',
      refusal: null,
      versions: null,
      installing: null,
      error: null,
    });
    desk.install('webgpu');
    given()?.progress?.({ what: 'webgpu 0.6.2', bytes: 10, total: 40 });
    expect(webgpu()?.installing).toEqual({ what: 'webgpu 0.6.2', bytes: 10, total: 40 });
    expect(() => desk.install('webgpu')).toThrow('is being installed');
    ending.resolve(undefined);
    await desk.close();
    expect(webgpu()?.installing).toBeNull();
  });

  it('keeps why one failed until it is tried again', async () => {
    const { desk, ending, webgpu } = openDesk();
    desk.install('webgpu');
    ending.reject(new CodedError('disconnected', 'no connection'));
    await desk.close();
    expect(webgpu()?.error).toMatchObject({ code: 'disconnected', message: 'no connection' });
    desk.install('webgpu');
    expect(webgpu()?.error).toBeNull();
    await desk.close();
  });

  it('cancels without calling that a failure', async () => {
    const { desk, webgpu } = openDesk();
    expect(() => desk.cancel('webgpu')).toThrow('not being installed');
    desk.install('webgpu');
    desk.cancel('webgpu');
    await desk.close();
    expect(webgpu()).toMatchObject({ installing: null, error: null });
  });
});
