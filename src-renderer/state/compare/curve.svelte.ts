import type { SeriesAnswer, SeriesRequest } from '#contract/metric.ts';
import type { XRange } from '../../charts/line-style.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { seriesSettings, type ChartSettings } from '../run/chart-settings.svelte.ts';

/** One metric of several runs, reduced for the width it is drawn at. */
export class Curve {
  #key: string;
  #asked = new Asked<SeriesAnswer>();

  constructor(key: string) {
    this.#key = key;
  }

  get answer(): SeriesAnswer | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }

  ask(runs: readonly number[], settings: ChartSettings, width: number, range: XRange | null): void {
    const request: SeriesRequest = {
      lines: runs.map((run) => ({ run, key: this.#key })),
      ...seriesSettings(settings),
      width,
      ...(range === null ? {} : range),
    };
    void this.#asked.ask(() => connection.client.call('runs.series', request));
  }
}
