import { connection } from './connection.svelte.ts';

/**
 * A small JSON document that a view keeps over restarts (chosen columns, layout), by its name in the core's
 * settings. `check` decides whether what was stored still fits; if not, `initial` stays.
 */
export class Stored<T> {
  #name: string;
  #value = $state.raw<T>() as T;

  constructor(name: string, initial: T, check: (value: unknown) => value is T) {
    this.#name = name;
    this.#value = initial;
    connection.client.call('settings.get', { name }).then(
      (value) => {
        if (check(value)) this.#value = value;
      },
      () => undefined,
    );
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    connection.client.call('settings.set', { name: this.#name, value }).catch(() => undefined);
  }
}
