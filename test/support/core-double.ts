import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { CoreEvent, Topic } from '#contract/events.ts';
import { createEventHub } from '../../src-main/api/event-hub.ts';

/** A core that gives back what it gets, fails on demand, and shows what reached it. */
export interface CoreDouble {
  dispatch(method: string, input: unknown, signal?: CancelSignal): Promise<unknown>;
  subscribe(topic: Topic, listener: (event: CoreEvent) => void): () => void;
  emit(event: CoreEvent): void;
  isHeard(topic: Topic): boolean;
  /** Methods called, in order. */
  readonly calls: readonly string[];
  /** Resolves once a call to `system.doctor`, which never answers, has been cancelled. */
  readonly cancelled: Promise<undefined>;
  /** Resolves once `system.doctor` was called. */
  readonly waiting: Promise<undefined>;
}

export function coreDouble(): CoreDouble {
  const hub = createEventHub();
  const calls: string[] = [];
  const cancelled = Promise.withResolvers<undefined>();
  const waiting = Promise.withResolvers<undefined>();
  return {
    calls,
    cancelled: cancelled.promise,
    waiting: waiting.promise,
    subscribe: hub.subscribe,
    emit: hub.emit,
    isHeard: hub.hasListeners,
    dispatch: async (method, input, signal) => {
      calls.push(method);
      switch (method) {
        case 'settings.set':
          return input;
        case 'runs.show':
          throw new CodedError('not_found', 'There is no run 12.', { run: 12, value: Number.NaN });
        case 'runs.columns':
          throw new TypeError('a fault of ours');
        case 'runs.list':
          return () => 'a function cannot be sent';
        case 'system.doctor':
          waiting.resolve(undefined);
          return new Promise(() =>
            signal?.addEventListener('abort', () => cancelled.resolve(undefined), { once: true }),
          );
        default:
          throw new CodedError('not_found', `There is no method ${method}.`);
      }
    },
  };
}
