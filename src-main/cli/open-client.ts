import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { openCore, openReadingCore, ownerOf, type Core, type CoreOptions } from '../api/core.ts';
import { connectInProcess } from '../api/in-process.ts';
import { attach } from '../serve/attach.ts';
import { startServer } from '../serve/server.ts';

export const resourcesDirectory = fileURLToPath(new URL('../../resources', import.meta.url));
export const pageDirectory = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const workerUrl = new URL('../worker/entry.ts', import.meta.url);

export function coreOptions(dataDirectory: string, host: CoreOptions['host']): CoreOptions {
  return { dataDirectory, resourcesDirectory, workerUrl, host };
}

/** A way to the core, and how to end it. */
export interface OpenedClient {
  readonly client: Client;
  /** The core where it is in this process; null where another process has it. */
  readonly core: Core | null;
  /** Rejects with `disconnected` when the process that has the core is gone. */
  readonly lost: Promise<never>;
  /** Gives the error for which something could not be written at the end, null when everything was. */
  close(): Promise<CodedError | null>;
}

/** Another start that has not published its address yet, or is about to end, is asked again so often. */
export const ownerAttempts = 20;
export const ownerPauseMs = 100;

/**
 * Whoever may own the data: this process where nobody does, else the one that does, over its loopback server. Where
 * that cannot be reached or nothing can be written, commands that only read get a core that only reads.
 */
export async function openClient(dataDirectory: string, need: 'read' | 'write'): Promise<OpenedClient> {
  let refusal: unknown = null;
  for (let attempt = 0; attempt < ownerAttempts; attempt++) {
    try {
      return inProcess(openCore(coreOptions(dataDirectory, 'cli')));
    } catch (thrown) {
      refusal = thrown;
      if (!(thrown instanceof CodedError)) throw thrown;
      if (thrown.code === 'storage_read_only') break;
      if (thrown.code !== 'conflict') throw thrown;
    }
    const attached = await tryToAttach(dataDirectory);
    if (attached !== null) return attached;
    await wait(ownerPauseMs);
  }
  if (need === 'write' || !existsSync(join(dataDirectory, 'descent.db'))) throw refusal;
  return inProcess(openReadingCore(coreOptions(dataDirectory, 'cli')));
}

/**
 * The same, reachable by others while it lasts: for commands that take long. What others have started in this process
 * meanwhile is waited for; `waiting` is told how many runs that are.
 */
export async function openSharedClient(
  dataDirectory: string,
  waiting: (runs: number) => void,
): Promise<OpenedClient> {
  const opened = await openClient(dataDirectory, 'write');
  const { core } = opened;
  if (core === null) return opened;
  const server = await startServer({ core, pageDirectory: existsSync(pageDirectory) ? pageDirectory : null });
  core.publish({ url: server.url, token: server.token });
  return {
    ...opened,
    close: async () => {
      await othersDone(core, opened.client, waiting);
      const unwritten = await opened.close();
      await server.close();
      return unwritten;
    },
  };
}

/** Resolves when nothing trains in this process any more. */
async function othersDone(core: Core, client: Client, waiting: (runs: number) => void): Promise<void> {
  const count = (): number => core.counts().running + core.counts().waiting;
  if (count() === 0) return;
  waiting(count());
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const unsubscribe = client.subscribe('runs', () => {
    if (count() === 0) resolve(undefined);
  });
  // One that ended before anybody listened tells nothing more.
  if (count() === 0) resolve(undefined);
  await promise;
  unsubscribe();
}

function inProcess(core: Core): OpenedClient {
  const client = connectInProcess(core);
  return {
    core,
    client,
    lost: new Promise(() => undefined),
    close: async () => {
      client.close();
      return core.close();
    },
  };
}

async function tryToAttach(dataDirectory: string): Promise<OpenedClient | null> {
  const owner = ownerOf(dataDirectory);
  if (owner === null || owner.url === null || owner.token === null) return null;
  try {
    const client = await attach({ url: owner.url, token: owner.token });
    const lost = client.closed.then((): never => {
      throw new CodedError(
        'disconnected',
        `The Descent that has the data (${owner.host}, process ${owner.pid}) has ended. What was logged is kept; see: descent runs`,
      );
    });
    // Nobody has to wait for it.
    lost.catch(() => undefined);
    const close = async (): Promise<null> => {
      client.close();
      return null;
    };
    return { client, core: null, lost, close };
  } catch (thrown) {
    if (thrown instanceof CodedError && thrown.code === 'conflict') throw thrown;
    return null;
  }
}
