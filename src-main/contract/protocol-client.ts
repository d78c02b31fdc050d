import { say } from '#contract/sentence.ts';
import type { CancelSignal, Client } from './client.ts';
import { CodedError, fromErrorPayload } from './errors.ts';
import type { CoreEvent, Topic } from './events.ts';
import type { MethodInput, MethodName, MethodOutput } from './methods/index.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: CodedError) => void;
  readonly message: ClientMessage;
}

interface Subscription {
  readonly topic: Topic;
  readonly listener: (event: CoreEvent) => void;
}

/** The client's end of the protocol over any wire that carries messages both ways and may break. */
export interface ProtocolClient extends Client {
  /** The wire is there: what waited is sent, subscriptions are made again. */
  opened(): void;
  /** The wire broke: every call on the way is rejected with `disconnected`. */
  closed(): void;
  receive(message: ServerMessage): void;
}

/** `send` is called only between `opened` and `closed`. Calls made before the first opening wait for it. */
export function createProtocolClient(send: (message: ClientMessage) => void): ProtocolClient {
  const pending = new Map<number, Pending>();
  const subscriptions = new Map<number, Subscription>();
  let nextId = 1;
  let state: 'new' | 'open' | 'lost' | 'closed' = 'new';

  const call = <M extends MethodName>(
    method: M,
    input: MethodInput<M>,
    signal?: CancelSignal,
  ): Promise<MethodOutput<M>> => {
    if (signal?.aborted === true) return Promise.reject(cancelled(method));
    if (state === 'lost' || state === 'closed') return Promise.reject(disconnected());
    const id = nextId++;
    const message: ClientMessage = { type: 'call', id, method, input };
    return new Promise<MethodOutput<M>>((resolve, reject) => {
      const onAbort = (): void => {
        if (!pending.delete(id)) return;
        if (state === 'open') send({ type: 'cancel', id });
        reject(cancelled(method));
      };
      const settle = (): void => signal?.removeEventListener('abort', onAbort);
      pending.set(id, {
        // The server computes its answer from the same method map, so that the output has this type.
        resolve: (output) => (settle(), resolve(output as MethodOutput<M>)),
        reject: (error) => (settle(), reject(error)),
        message,
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      if (state === 'open') send(message);
    });
  };

  const subscribe = (topic: Topic, listener: (event: CoreEvent) => void): (() => void) => {
    const id = nextId++;
    subscriptions.set(id, { topic, listener });
    if (state === 'open') send({ type: 'subscribe', id, topic });
    return () => {
      if (subscriptions.delete(id) && state === 'open') send({ type: 'unsubscribe', id });
    };
  };

  const rejectAll = (): void => {
    const waiting = [...pending.values()];
    pending.clear();
    for (const { reject } of waiting) reject(disconnected());
  };

  return {
    call,
    subscribe,
    opened() {
      if (state === 'closed') return;
      state = 'open';
      for (const [id, { topic }] of subscriptions) send({ type: 'subscribe', id, topic });
      for (const { message } of pending.values()) send(message);
    },
    closed() {
      if (state === 'closed') return;
      // Calls made before the first opening have not been sent: they may go on waiting for it.
      if (state === 'new') return;
      state = 'lost';
      rejectAll();
    },
    receive(message) {
      if (message.type === 'event') {
        // The server sends on a topic only what contract/events.ts says.
        subscriptions.get(message.id)?.listener(message.event as CoreEvent);
        return;
      }
      const waiting = pending.get(message.id);
      if (waiting === undefined) return;
      pending.delete(message.id);
      if (message.type === 'result') waiting.resolve(message.output);
      else waiting.reject(fromErrorPayload(message.error));
    },
    close() {
      state = 'closed';
      subscriptions.clear();
      rejectAll();
    },
  };
}

function cancelled(method: string): CodedError {
  return new CodedError('cancelled', `${method} was cancelled.`);
}

function disconnected(): CodedError {
  return new CodedError('disconnected', say('task.disconnected'));
}
