import { setTimeout as wait } from 'node:timers/promises';
import { CodedError } from '#contract/errors.ts';
import type { MethodInput, MethodName } from '#contract/methods/index.ts';
import { openCore, openReadingCore, ownerOf, type Core, type CoreOptions } from '../api/core.ts';
import { attach, type AttachedClient } from '../serve/attach.ts';
import { startServer } from '../serve/server.ts';
import type { SessionCore } from './ipc/window-sessions.ts';

/** What the windows talk to: the core of this process, or that of the process that owns the data. */
export interface Host {
  readonly core: SessionCore;
  /** `owner`: training happens here. `attached`: in another process. `reader`: nothing can be written. */
  readonly role: 'owner' | 'attached' | 'reader';
  /** Runs in progress that end with this process. */
  running(): number;
  /** Gives the error for which something could not be written at the end, null when everything was. */
  close(): Promise<CodedError | null>;
}

export interface HostOptions {
  readonly core: CoreOptions;
  /** The built window: other starts on the same data open it in a browser. */
  readonly pageDirectory: string;
  /** The process that owned the data has gone. Called at most once for a host. */
  readonly onOwnerGone: () => void;
  /** How hosts are made; tests pass their own. */
  readonly make?: HostMakers;
}

export interface HostMakers {
  readonly openCore: typeof openCore;
  readonly openReadingCore: typeof openReadingCore;
  readonly ownerOf: typeof ownerOf;
  readonly attach: typeof attach;
  readonly startServer: typeof startServer;
  readonly pause: () => Promise<unknown>;
}

const pauseMs = 100;
const attempts = 20;

const makers: HostMakers = {
  openCore,
  openReadingCore,
  ownerOf,
  attach,
  startServer,
  pause: () => wait(pauseMs),
};

/**
 * Opens the data as its owner; where another process has it, attaches to that one over its loopback server; where it
 * does not answer, reads only. Throws what `openCore` throws for data that cannot be used.
 */
export async function openHost(options: HostOptions): Promise<Host> {
  const { make = makers } = options;
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return await ownerHost(make.openCore(options.core), options.pageDirectory, make);
    } catch (thrown) {
      if (!(thrown instanceof CodedError) || thrown.code !== 'conflict') throw thrown;
    }
    // The owner may still be starting, and tell its address in a moment, or be about to end.
    const attached = await attachedHost(options, make);
    if (attached !== null) return attached;
    await make.pause();
  }
  return readerHost(make.openReadingCore(options.core));
}

async function ownerHost(core: Core, pageDirectory: string, make: HostMakers): Promise<Host> {
  try {
    const server = await make.startServer({ core, pageDirectory });
    core.publish({ url: server.url, token: server.token });
    return {
      core,
      role: 'owner',
      running: () => core.counts().running,
      close: async () => {
        const unwritten = await core.close();
        await server.close();
        return unwritten;
      },
    };
  } catch (thrown) {
    await core.close();
    throw thrown;
  }
}

async function attachedHost(options: HostOptions, make: HostMakers): Promise<Host | null> {
  const owner = make.ownerOf(options.core.dataDirectory);
  if (owner === null || owner.url === null || owner.token === null) return null;
  let client: AttachedClient;
  try {
    client = await make.attach({ url: owner.url, token: owner.token });
  } catch {
    return null;
  }
  let gone = false;
  const disconnected = (): void => {
    if (gone) return;
    gone = true;
    options.onOwnerGone();
  };
  void client.closed.then(disconnected);
  return {
    core: {
      // Whatever the window asks is checked by the core that answers.
      dispatch: (method, input, signal) =>
        client.call(method as MethodName, input as MethodInput<MethodName>, signal),
      subscribe: client.subscribe,
    },
    role: 'attached',
    running: () => 0,
    close: async () => {
      gone = true;
      client.close();
      return null;
    },
  };
}

function readerHost(core: Core): Host {
  return { core, role: 'reader', running: () => 0, close: () => core.close() };
}
