import type { CoreEvent, Topic } from '#contract/events.ts';

/** Hands events to who listens to their topic. Listeners must not throw: a transport that is gone unsubscribes. */
export interface EventHub {
  subscribe(topic: Topic, listener: (event: CoreEvent) => void): () => void;
  emit(event: CoreEvent): void;
  /** Whether anybody listens, for events that cost something to make. */
  hasListeners(topic: Topic): boolean;
}

export function createEventHub(): EventHub {
  const topics = new Map<Topic, Set<(event: CoreEvent) => void>>();
  return {
    subscribe: (topic, listener) => {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(listener));
      return () => {
        if (listeners.delete(listener) && listeners.size === 0 && topics.get(topic) === listeners) {
          topics.delete(topic);
        }
      };
    },
    emit: (event) => {
      for (const listener of [...(topics.get(event.topic) ?? [])]) listener(event);
    },
    hasListeners: (topic) => topics.has(topic),
  };
}
