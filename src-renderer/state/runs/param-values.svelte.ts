import type { ParamValue } from '#contract/param.ts';
import { connection } from '../connection.svelte.ts';

/** Values that a param has in the runs, asked for once for as long as they are looked at. */
export class ParamValues {
  #path: string | null = null;
  #values = $state.raw<readonly ParamValue[]>([]);

  get values(): readonly ParamValue[] {
    return this.#values;
  }

  /** Asks for the values of a param; null where none are needed. */
  show(path: string | null): void {
    if (path === this.#path) return;
    this.#path = path;
    this.#values = [];
    if (path === null) return;
    connection.client.call('runs.values', { path }).then(
      (values) => {
        if (this.#path === path) this.#values = values;
      },
      // Without them one types on as before.
      () => undefined,
    );
  }
}
