import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { AttachedClient } from '../../src-main/serve/attach.ts';
import type { Core } from '../../src-main/api/core.ts';
import { openHost, type HostMakers } from '../../src-main/electron/host.ts';
import { coreDouble } from '../support/core-double.ts';

const address = { url: 'http://127.0.0.1:1/#token=x', token: 'x' };
const conflict = new CodedError('conflict', 'Another Descent is using /data.');
const disconnected = new CodedError('disconnected', 'The connection is lost.');

describe('the host of the windows', () => {
  it('owns the data where nobody does, and tells others where it is', async () => {
    const { core, log } = coreOf({ running: 2 });
    const host = await open({ openCore: () => core });
    expect([host.role, host.running(), log]).toEqual(['owner', 2, ['published http://127.0.0.1:1/#token=x']]);
    await host.close();
    expect(log.slice(1)).toEqual(['core closed', 'server closed']);
  });

  it('closes the core when it cannot be served to others', async () => {
    const { core, log } = coreOf();
    const startServer = () => Promise.reject(new CodedError('not_found', 'The window is not built.'));
    await expect(open({ openCore: () => core, startServer })).rejects.toThrow('not built');
    expect(log).toEqual(['core closed']);
  });

  it('says what keeps the data from being opened', async () => {
    const newer = new CodedError('storage_newer', 'The database is of a newer Descent.');
    await expect(open({ openCore: () => raise(newer) })).rejects.toBe(newer);
  });

  it('attaches to the process that has the data', async () => {
    const calls: unknown[] = [];
    const client = clientOf(async (method, input) => calls.push([method, input]));
    const host = await open({ openCore: () => raise(conflict), attach: async () => client });
    await host.core.dispatch('runs.list', { limit: 1 });
    expect([host.role, host.running(), calls]).toEqual(['attached', 0, [['runs.list', { limit: 1 }]]]);
  });

  it('waits for an owner that has not told its address yet', async () => {
    const owners = [null, { ...owner, url: null, token: null }, owner];
    const host = await open({
      openCore: () => raise(conflict),
      ownerOf: () => owners.shift() ?? owner,
      attach: async () => clientOf(async () => null),
    });
    expect(host.role).toBe('attached');
  });

  it('takes the data of an owner that ended meanwhile', async () => {
    const { core } = coreOf();
    const attempts = [() => raise(conflict), () => core];
    const host = await open({
      openCore: () => (attempts.shift() ?? (() => core))(),
      attach: () => Promise.reject(disconnected),
    });
    expect(host.role).toBe('owner');
  });

  it('reads only where the owner does not answer', async () => {
    const { core } = coreOf();
    const host = await open({
      openCore: () => raise(conflict),
      attach: () => Promise.reject(disconnected),
      openReadingCore: () => core,
    });
    expect([host.role, host.running()]).toEqual(['reader', 0]);
  });

  it('tells that the owner has gone as soon as its connection ends, though nobody calls', async () => {
    const onOwnerGone = vi.fn();
    const gone = Promise.withResolvers<undefined>();
    const attach = async () => clientOf(() => Promise.reject(disconnected), gone.promise);
    const host = await open({ openCore: () => raise(conflict), attach }, onOwnerGone);
    expect(onOwnerGone).not.toHaveBeenCalled();
    gone.resolve(undefined);
    await expect.poll(() => onOwnerGone.mock.calls.length).toBe(1);
    await expect(host.core.dispatch('system.load', {})).rejects.toBe(disconnected);
    expect(onOwnerGone).toHaveBeenCalledTimes(1);
  });

  it('does not take its own closing for the end of the owner', async () => {
    const onOwnerGone = vi.fn();
    const gone = Promise.withResolvers<undefined>();
    const attach = async () => clientOf(async () => null, gone.promise);
    const host = await open({ openCore: () => raise(conflict), attach }, onOwnerGone);
    await host.close();
    gone.resolve(undefined);
    await gone.promise;
    expect(onOwnerGone).not.toHaveBeenCalled();
  });

  it('takes no other failed call for the end of the owner', async () => {
    const onOwnerGone = vi.fn();
    const attach = async () =>
      clientOf(() => Promise.reject(new CodedError('not_found', 'There is no run 12.')));
    const host = await open({ openCore: () => raise(conflict), attach }, onOwnerGone);
    await expect(host.core.dispatch('runs.show', { run: 12 })).rejects.toThrow('no run 12');
    expect(onOwnerGone).not.toHaveBeenCalled();
  });
});

const owner = { ...address, pid: 7, host: 'serve', version: '0.1.0', startedAt: 0 } as const;

function open(make: Partial<HostMakers>, onOwnerGone: () => void = () => undefined) {
  const unexpected = (): never => expect.unreachable('this host is not to be made');
  return openHost({
    core: {
      dataDirectory: '/data',
      resourcesDirectory: '/resources',
      workerUrl: pathToFileURL('/worker.js'),
      host: 'electron',
    },
    pageDirectory: '/page',
    onOwnerGone,
    make: {
      openCore: unexpected,
      openReadingCore: unexpected,
      ownerOf: () => owner,
      attach: unexpected,
      startServer: async ({ core }) => ({
        ...address,
        port: 1,
        routes: [],
        close: async () => void logs.get(core)?.push('server closed'),
      }),
      pause: async () => undefined,
      ...make,
    },
  });
}

const logs = new WeakMap<object, string[]>();

function coreOf({ running = 0 } = {}): { readonly core: Core; readonly log: readonly string[] } {
  const log: string[] = [];
  const core: Core = {
    ...coreDouble(),
    version: '0.1.0',
    dataDirectory: '/data',
    readOnly: false,
    counts: () => ({ running, waiting: 0 }),
    publish: ({ url }) => void log.push(`published ${url}`),
    close: async () => {
      log.push('core closed');
      return null;
    },
  };
  logs.set(core, log);
  return { core, log };
}

function clientOf(
  call: (method: string, input: unknown) => Promise<unknown>,
  closed: Promise<undefined> = new Promise(() => undefined),
): AttachedClient {
  // What the double answers is nobody's business here.
  return {
    call: call as AttachedClient['call'],
    subscribe: () => () => undefined,
    close: () => undefined,
    closed,
  };
}

function raise(error: Error): never {
  throw error;
}
