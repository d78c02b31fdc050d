import type { ParamValue } from '#contract/param.ts';
import type { Prediction, PredictionInput } from '#contract/result.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { predictionValues } from './prediction-values.ts';

/** The form that asks a trained model: what is typed, what is wrong with it, and the last answer. */
export class PredictionForm {
  readonly run: number;
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  #touched = $state(false);
  #asked = new Asked<Prediction>();

  constructor(run: number) {
    this.run = run;
  }

  get answer(): Prediction | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  get loading(): boolean {
    return this.#asked.loading;
  }
  /** Whether something was typed: what is filled in no longer changes by itself. */
  get touched(): boolean {
    return this.#touched;
  }

  /** What stands in a field: typed, or filled in from an example. */
  text(name: string, filledIn: ParamValue | undefined): string {
    return this.#typed[name] ?? (filledIn === undefined || filledIn === null ? '' : String(filledIn));
  }
  type(name: string, text: string): void {
    this.#touched = true;
    this.#typed = { ...this.#typed, [name]: text };
  }
  /** Several fields at once. */
  typeAll(texts: Readonly<Record<string, string>>): void {
    this.#touched = true;
    this.#typed = { ...this.#typed, ...texts };
  }
  reset(): void {
    this.#touched = false;
    this.#typed = {};
    this.#asked.clear();
  }

  /** Asks the model; `invalid` names of fields with what is wrong keep it from being asked. */
  async predict(
    inputs: readonly PredictionInput[],
    filledIn: Readonly<Record<string, ParamValue>>,
  ): Promise<void> {
    const { values, invalid } = this.read(inputs, filledIn);
    if (invalid.length > 0) return;
    await this.#asked.ask(() => connection.client.call('runs.predict', { run: this.run, values }));
  }

  read(
    inputs: readonly PredictionInput[],
    filledIn: Readonly<Record<string, ParamValue>>,
  ): { readonly values: Record<string, ParamValue>; readonly invalid: readonly string[] } {
    return predictionValues(inputs, (input) => this.text(input.name, filledIn[input.name] ?? input.example));
  }
}
