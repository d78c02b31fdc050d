import { connection } from './connection.svelte.ts';

/**
 * A small JSON document that a view keeps over restarts (chosen columns, layout), by its name in the core's
 * settings. `check` decides whether what was stored still fits; if not, `initial` stays.
 */
export class Stored<T> {
  #name: string;
  #value = $state.raw<T>() as T;
  #loaded = $state(false);

  constructor(name: string, initial: T, check: (value: unknown) => value is T) {
    this.#name = name;
    this.#value = initial;
    connection.client.call('settings.get', { name }).then(
      (value) => {
        // What was changed before the answer came is newer.
        if (!this.#loaded && check(value)) this.#value = value;
        this.#loaded = true;
      },
      () => (this.#loaded = true),
    );
  }

  /** Whether it is known what was kept; before that, `value` may still change by itself. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    this.#loaded = true;
    connection.client.call('settings.set', { name: this.#name, value }).catch(() => undefined);
  }
}
