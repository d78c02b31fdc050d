import { CodedError, toErrorPayload } from '#contract/errors.ts';
import { isTopic, type CoreEvent } from '#contract/events.ts';
import { parse } from '#contract/parse.ts';
import { clientMessageSchema, type ClientMessage, type ServerMessage } from '#contract/protocol.ts';
import { decode, encode } from '#contract/wire.ts';
import type { Core } from './core.ts';

/** The server's end of the protocol for one client, over any wire that carries bytes both ways. */
export interface Session {
  /** Bytes from the client. Never throws: what cannot be read is answered where it can be, else ignored. */
  receive(bytes: Uint8Array): void;
  /** Cancels the client's calls and ends its subscriptions. */
  close(): void;
}

export interface SessionOptions {
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** True while the client takes what it gets too slowly: events then wait, and only the newest is kept. */
  readonly isCongested?: () => boolean;
}

/** More calls at once than any window makes; whoever makes them is told instead of being served. */
const mostCalls = 1000;
const mostSubscriptions = 1000;
const congestionCheckMs = 100;

export function createSession(core: Pick<Core, 'dispatch' | 'subscribe'>, options: SessionOptions): Session {
  const calls = new Map<number, AbortController>();
  const subscriptions = new Map<number, () => void>();
  let closed = false;

  const send = (message: ServerMessage): void => {
    if (!closed) options.send(encodeAnswer(message));
  };
  const refuse = (id: number, error: CodedError): void =>
    send({ type: 'error', id, error: toErrorPayload(error) });

  const call = async (id: number, method: string, input: unknown): Promise<void> => {
    if (calls.has(id)) return refuse(id, new CodedError('conflict', `The call ${id} is made already.`));
    if (calls.size >= mostCalls) {
      return refuse(id, new CodedError('conflict', `More than ${mostCalls} calls at once are not answered.`));
    }
    const controller = new AbortController();
    calls.set(id, controller);
    try {
      const output = await core.dispatch(method, input, controller.signal);
      send({ type: 'result', id, output });
    } catch (thrown) {
      send({ type: 'error', id, error: toErrorPayload(thrown) });
    } finally {
      calls.delete(id);
    }
  };

  const subscribe = (id: number, topic: string): void => {
    if (!isTopic(topic)) return refuse(id, new CodedError('not_found', `There is no topic ${topic}.`));
    if (subscriptions.size >= mostSubscriptions) {
      return refuse(
        id,
        new CodedError('conflict', `More than ${mostSubscriptions} subscriptions are not kept.`),
      );
    }
    subscriptions.get(id)?.();
    const delivery = deliverLatest((event) => send({ type: 'event', id, event }), options.isCongested);
    const unsubscribe = core.subscribe(topic, delivery.push);
    subscriptions.set(id, () => {
      unsubscribe();
      delivery.stop();
    });
  };

  const handle = (message: ClientMessage): void => {
    switch (message.type) {
      case 'call':
        void call(message.id, message.method, message.input);
        return;
      case 'cancel':
        calls.get(message.id)?.abort();
        return;
      case 'subscribe':
        subscribe(message.id, message.topic);
        return;
      case 'unsubscribe':
        subscriptions.get(message.id)?.();
        subscriptions.delete(message.id);
        return;
      default:
        message satisfies never;
    }
  };

  return {
    receive: (bytes) => {
      if (closed) return;
      let id = 0;
      try {
        const raw = decode(bytes);
        if (typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'number') id = raw.id;
        handle(parse(clientMessageSchema, raw, 'The message'));
      } catch (thrown) {
        // Answered, not ignored, so that a client of another version does not wait for ever.
        send({ type: 'error', id, error: toErrorPayload(thrown) });
      }
    },
    close: () => {
      closed = true;
      for (const controller of calls.values()) controller.abort();
      for (const unsubscribe of subscriptions.values()) unsubscribe();
      subscriptions.clear();
    },
  };
}

/** An answer that cannot be encoded must not leave its caller waiting. */
function encodeAnswer(message: ServerMessage): Uint8Array<ArrayBuffer> {
  try {
    return encode(message);
  } catch (thrown) {
    const error = { code: 'internal' as const, message: `The answer cannot be sent: ${String(thrown)}` };
    return encode({ type: 'error', id: message.id, error } satisfies ServerMessage);
  }
}

/** Events say only that something changed: the newest of a topic stands for all before it. */
function deliverLatest(deliver: (event: CoreEvent) => void, isCongested: () => boolean = () => false) {
  let waiting: CoreEvent | null = null;
  let timer: NodeJS.Timeout | null = null;
  const push = (event: CoreEvent): void => {
    if (timer === null && !isCongested()) return deliver(event);
    waiting = event;
    timer ??= setInterval(flush, congestionCheckMs);
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    waiting = null;
  };
  const flush = (): void => {
    if (isCongested() || waiting === null) return;
    const event = waiting;
    stop();
    deliver(event);
  };
  return { push, stop };
}
