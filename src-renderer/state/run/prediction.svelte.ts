import type { PredictionImage } from '#contract/methods/runs.ts';
import type { ParamValue } from '#contract/param.ts';
import type { Prediction } from '#contract/result.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import {
  filledNumber,
  predictionValues,
  type FieldProblem,
  type PredictionField,
} from './prediction-values.ts';

/** The form that asks a trained model: what is typed, what is wrong with it, and the last answer. */
export class PredictionForm {
  readonly run: number;
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  #touched = $state(false);
  #asked = new Asked<Prediction>();
  /** What the model was asked with last. */
  #askedWith = $state('');

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
    const typed = this.#typed[name];
    if (typed !== undefined) return typed;
    if (typeof filledIn === 'number') return filledNumber(filledIn);
    return filledIn === undefined || filledIn === null ? '' : String(filledIn);
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

  /** Asks the model; what is wrong in a field keeps it from being asked. */
  async predict(
    fields: readonly PredictionField[],
    filledIn: Readonly<Record<string, ParamValue>>,
  ): Promise<void> {
    const { values, problems } = this.read(fields, filledIn);
    if (problems.size > 0) return;
    this.#askedWith = JSON.stringify(values);
    await this.#asked.ask(() => connection.client.call('runs.predict', { run: this.run, values }));
  }

  /** Asks a model of images. */
  async predictImage(image: PredictionImage): Promise<void> {
    await this.#asked.ask(() => connection.client.call('runs.predict', { run: this.run, image }));
  }

  /** Whether what stands in the fields is no longer what the model was asked with. */
  changed(fields: readonly PredictionField[], filledIn: Readonly<Record<string, ParamValue>>): boolean {
    const { values, problems } = this.read(fields, filledIn);
    return problems.size > 0 || JSON.stringify(values) !== this.#askedWith;
  }

  read(
    fields: readonly PredictionField[],
    filledIn: Readonly<Record<string, ParamValue>>,
  ): {
    readonly values: Readonly<Record<string, ParamValue>>;
    readonly problems: ReadonlyMap<string, FieldProblem>;
  } {
    return predictionValues(fields, (field) => this.text(field.name, filledIn[field.name] ?? field.example));
  }
}
