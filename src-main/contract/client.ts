import type { CoreEvent, Topic } from './events.ts';
import type { MethodInput, MethodName, MethodOutput } from './methods/index.ts';

/** The part of an AbortSignal that a call needs; the contract knows neither DOM nor Node. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What every transport gives, be it in process, over IPC or over a WebSocket. */
export interface Client {
  /** Rejects with a CodedError. An aborted signal cancels the call and rejects with `cancelled`. */
  call<M extends MethodName>(
    method: M,
    input: MethodInput<M>,
    signal?: CancelSignal,
  ): Promise<MethodOutput<M>>;
  /** Calls back at every event until the returned function is called. */
  subscribe(topic: Topic, listener: (event: CoreEvent) => void): () => void;
  close(): void;
}
