import type { SqlValue } from '../../store/database.ts';

/** Values of a statement by the names of their parameters: a text of the user's is never part of the SQL. */
export class Bindings {
  readonly params: Record<string, SqlValue> = {};
  readonly #prefix: string;
  readonly #names = new Map<SqlValue, string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The parameter that stands for a value; the same one for the same value. */
  of(value: SqlValue): string {
    // Both zeros are one key of a map, and mean the same to every comparison.
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = `${this.#prefix}${this.#names.size}`;
    this.params[name] = value;
    this.#names.set(value, `@${name}`);
    return `@${name}`;
  }
}
