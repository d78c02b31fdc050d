import type { ValueColumns } from '#contract/value-columns.ts';
import { t } from '../../../messages/messages.svelte.ts';
import { Asked } from '../../async.svelte.ts';
import { connection } from '../../connection.svelte.ts';
import type { Stored } from '../../stored.svelte.ts';
import { steps } from '../../undo.svelte.ts';
import type { ChartsLayout } from '../charts-layout.ts';
import { chosenRuns, fieldsOf, movedChart, type AddedChart } from './added-chart.ts';
import { runValues, type RunValues } from './run-values.ts';

interface Answer {
  readonly fields: readonly string[];
  readonly columns: ValueColumns;
}

/** Charts over runs on the Charts page: which there are, and the values that they draw. Every change can be undone. */
export class AddedCharts {
  #layout: Stored<ChartsLayout>;
  #asked = new Asked<Answer>();
  #written = '';
  /** A chart that is being made or changed; drawn, but not kept. */
  draft = $state.raw<AddedChart | null>(null);
  /** Runs that were chosen in a chart and stand out in all of them; null for none. */
  selected = $state.raw<ReadonlySet<number> | null>(null);

  readonly charts = $derived.by<readonly AddedChart[]>(() => this.#layout.value.added ?? []);
  readonly fields = $derived(fieldsOf(this.draft === null ? this.charts : [...this.charts, this.draft]));
  /** Null until they are known. */
  readonly values = $derived.by<RunValues | null>(() => {
    const answer = this.#asked.value;
    return answer === null ? null : runValues(answer.columns, answer.fields);
  });

  constructor(layout: Stored<ChartsLayout>) {
    this.#layout = layout;
  }

  get error(): unknown {
    return this.#asked.error;
  }

  /** One question for all charts; `version` counts the news of the runs: with another one the same is asked again. */
  ask(query: string, version: number): void {
    const { fields } = this;
    const written = JSON.stringify([query, fields, version]);
    if (fields.length === 0 || written === this.#written) return;
    this.#written = written;
    void this.#asked.ask(async () => ({
      fields,
      columns: await connection.client.call('runs.valueColumns', { query, fields: [...fields] }),
    }));
  }

  /** Adds a chart behind the others, or puts it in the place of what it was. */
  put(chart: AddedChart): void {
    const isNew = this.charts.every(({ id }) => id !== chart.id);
    this.#change(
      t(isNew ? 'added.step.add' : 'added.step.change'),
      isNew ? [...this.charts, chart] : this.charts.map((one) => (one.id === chart.id ? chart : one)),
    );
  }

  remove(id: string): void {
    this.#change(
      t('added.step.remove'),
      this.charts.filter((chart) => chart.id !== id),
    );
  }

  move(id: string, by: -1 | 1): void {
    this.#change(t('added.step.move'), movedChart(this.charts, id, by));
  }

  select(runs: readonly number[] | null): void {
    this.selected = chosenRuns(runs);
  }

  #change(label: string, after: readonly AddedChart[]): void {
    const before = this.charts;
    if (after === before) return;
    const set = (added: readonly AddedChart[]): void => {
      this.#layout.value = { ...this.#layout.value, added };
    };
    set(after);
    steps.did({ label, undo: () => set(before), redo: () => set(after) });
  }
}
