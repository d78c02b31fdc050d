import type { Client } from '#contract/client.ts';

/**
 * `lost`: broken a moment ago, most likely to heal; `ended`: several tries were refused, so that there is nothing to
 * connect to. `unauthorized`: the server is there but does not know this page's token.
 */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'ended' | 'unauthorized';

/** A client that can break and heal, and says so. */
export interface Connection {
  readonly client: Client;
  readonly status: ConnectionStatus;
  /** Calls back at every change of status until the returned function is called. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Tries now instead of at the end of the pause. */
  retry(): void;
}

/** The part of a connection that every transport shares: a status and who listens to it. */
export function createStatus(initial: ConnectionStatus): {
  readonly current: ConnectionStatus;
  set(status: ConnectionStatus): void;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
} {
  let current = initial;
  const listeners = new Set<(status: ConnectionStatus) => void>();
  return {
    get current() {
      return current;
    },
    set(status) {
      if (status === current) return;
      current = status;
      for (const listener of [...listeners]) listener(status);
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
