import type { SeriesAnswer } from '#contract/metric.ts';
import type { MethodInput } from '#contract/methods/index.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

export type GroupQuestion =
  | { readonly grouped: false; readonly question: MethodInput<'runs.series'> }
  | { readonly grouped: true; readonly question: MethodInput<'runs.groupedSeries'> };

/** Lines of many runs, each by itself or in groups. What is asked again as it was before is not sent. */
export class GroupQuery {
  #asked = new Asked<SeriesAnswer>();
  #written = '';

  get answer(): SeriesAnswer | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }

  /** `version` counts the news of the runs: with another one the same is asked again. */
  ask(asked: GroupQuestion, version: number): void {
    const written = JSON.stringify([asked, version]);
    if (written === this.#written || asked.question.lines.length === 0) return;
    this.#written = written;
    void this.#asked.ask(() =>
      asked.grouped
        ? connection.client.call('runs.groupedSeries', asked.question)
        : connection.client.call('runs.series', asked.question),
    );
  }
}
