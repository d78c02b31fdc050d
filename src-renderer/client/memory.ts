import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { CoreEvent, Topic } from '#contract/events.ts';
import type { MethodInput, MethodName, MethodOutput } from '#contract/methods/index.ts';
import { createStatus, type Connection, type ConnectionStatus } from './connection.ts';

export type MemoryHandlers = {
  readonly [M in MethodName]?: (input: MethodInput<M>) => MethodOutput<M> | Promise<MethodOutput<M>>;
};

/** A core made of the handlers that a test needs; every other method is answered with `not_found`. */
export interface MemoryConnection extends Connection {
  emit(event: CoreEvent): void;
  setStatus(status: ConnectionStatus): void;
  /** Names of the methods called, in order. */
  readonly calls: readonly MethodName[];
}

export function connectMemory(handlers: MemoryHandlers): MemoryConnection {
  const status = createStatus('open');
  const listeners = new Map<Topic, Set<(event: CoreEvent) => void>>();
  const calls: MethodName[] = [];
  const client: Client = {
    async call(method, input, signal) {
      calls.push(method);
      const handler = handlers[method];
      if (handler === undefined) throw new CodedError('not_found', `There is no method ${method}.`);
      const output = await handler(input);
      if (signal?.aborted === true) throw new CodedError('cancelled', `${method} was cancelled.`);
      return output;
    },
    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => set.delete(listener);
    },
    close() {
      listeners.clear();
    },
  };
  return {
    client,
    get status() {
      return status.current;
    },
    onStatus: status.onStatus,
    retry() {},
    emit: (event) => listeners.get(event.topic)?.forEach((listener) => listener(event)),
    setStatus: status.set,
    calls,
  };
}
