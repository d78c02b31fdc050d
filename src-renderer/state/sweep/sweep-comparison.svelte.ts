import { idsWithin, type Brushes, type ParallelLine } from '../../charts/sweep/parallel-lines.ts';
import { seriesVariable } from '../../format/series-color.ts';
import { connection } from '../connection.svelte.ts';
import { parallelAxes, parallelLine } from './param-axes.ts';
import { axisLabels } from './param-label.ts';
import type { ShownSweep } from './shown-sweep.ts';
import { SweepPage } from './sweep-page.svelte.ts';

/** Trials of one sweep in a comparison are numbered apart from those of the next. */
const perSweep = 1_000_000;

export interface ComparedSweep {
  readonly page: SweepPage;
  readonly sweep: ShownSweep;
  /** A colour of the palette, as CSS writes it. */
  readonly color: string;
}

/** Sweeps side by side, each kept up as on its own page. */
export class SweepComparison {
  readonly pages: readonly SweepPage[];
  #brushes = $state.raw<Brushes>({});
  #settled = $state.raw<Brushes>({});

  /** Those that are there by now, in the order in which they were named. */
  readonly sweeps = $derived.by((): readonly ComparedSweep[] =>
    this.pages.flatMap((page, at) => {
      const sweep = page.detail;
      return sweep === null ? [] : [{ page, sweep, color: `var(${seriesVariable(at)})` }];
    }),
  );
  readonly axes = $derived(
    parallelAxes(
      this.sweeps.map(({ sweep }) => sweep),
      axisLabels,
    ),
  );
  /** The best of each sweep first, in turns, so that a part of them has as many of each. */
  readonly lines = $derived.by((): readonly ParallelLine[] => {
    const lines: ParallelLine[] = [];
    const longest = this.sweeps.reduce((most, { page }) => Math.max(most, page.order.length), 0);
    for (let place = 0; place < longest; place++) {
      for (const [at, { page, sweep }] of this.sweeps.entries()) {
        const number = page.order[place];
        const trial = number === undefined ? undefined : sweep.trialRows[number];
        if (trial !== undefined) lines.push(parallelLine(this.axes, trial, at * perSweep + trial.number, at));
      }
    }
    return lines;
  });
  /** Of all sweeps, by `idOf`; null where there are no brushes. */
  readonly chosen = $derived(
    Object.keys(this.#settled).length === 0 ? null : idsWithin(this.lines, this.axes, this.#settled),
  );
  /** Whether all sweeps look for the best of the same metric, in the same direction. */
  readonly sameGoal = $derived.by(() => {
    const [goal, ...others] = this.sweeps.map(({ sweep }) => sweep.objectives[0]);
    return others.every((other) => other?.metric === goal?.metric && other?.direction === goal?.direction);
  });

  constructor(sweeps: readonly number[]) {
    this.pages = sweeps.map((id) => new SweepPage(id));
  }

  get brushes(): Brushes {
    return this.#brushes;
  }
  brush(brushes: Brushes, settled: boolean): void {
    this.#brushes = brushes;
    if (settled) this.#settled = brushes;
  }

  /** The chosen trials of a sweep, by its place. */
  trialsOf(at: number): ShownSweep['trialRows'] {
    const trials = this.sweeps[at]?.sweep.trialRows ?? [];
    const { chosen } = this;
    return chosen === null ? trials : trials.filter(({ number }) => chosen.has(at * perSweep + number));
  }

  /** The place of the sweep that a line is of, and its trial. */
  trialOf(id: number): { readonly at: number; readonly trial: number } {
    return { at: Math.floor(id / perSweep), trial: id % perSweep };
  }

  /** Follows all sweeps until the returned function is called. */
  watch(): () => void {
    const stops = this.pages.map((page) => page.watch());
    return () => {
      for (const stop of stops) stop();
    };
  }

  refresh(): void {
    if (connection.status === 'open') for (const page of this.pages) page.refresh();
  }
}
