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
  close(): Promise<void>;
}

/** Another start that has not published its address yet, or is about to end, is asked again so often. */
const attempts = 20;
const pauseMs = 100;

/**
 * Whoever may own the data: this process where nobody does, else the one that does, over its loopback server. Where
 * that cannot be reached or nothing can be written, commands that only read get a core that only reads.
 */
export async function openClient(dataDirectory: string, need: 'read' | 'write'): Promise<OpenedClient> {
  let refusal: unknown = null;
  for (let attempt = 0; attempt < attempts; attempt++) {
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
    await wait(pauseMs);
  }
  if (need === 'write' || !existsSync(join(dataDirectory, 'descent.db'))) throw refusal;
  return inProcess(openReadingCore(coreOptions(dataDirectory, 'cli')));
}

/** The same, reachable by others while it lasts: for commands that take long. */
export async function openSharedClient(dataDirectory: string): Promise<OpenedClient> {
  const opened = await openClient(dataDirectory, 'write');
  const { core } = opened;
  if (core === null) return opened;
  const server = await startServer({ core, pageDirectory: existsSync(pageDirectory) ? pageDirectory : null });
  core.publish({ url: server.url, token: server.token });
  return {
    ...opened,
    close: async () => {
      await opened.close();
      await server.close();
    },
  };
}

function inProcess(core: Core): OpenedClient {
  const client = connectInProcess(core);
  return {
    core,
    client,
    close: async () => {
      client.close();
      await core.close();
    },
  };
}

async function tryToAttach(dataDirectory: string): Promise<OpenedClient | null> {
  const owner = ownerOf(dataDirectory);
  if (owner === null || owner.url === null || owner.token === null) return null;
  try {
    const client = await attach({ url: owner.url, token: owner.token });
    return { client, core: null, close: async () => client.close() };
  } catch {
    return null;
  }
}
