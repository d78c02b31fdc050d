import type { SeriesAnswer, SeriesRequest } from '#contract/metric.ts';
import type { XKind, XRange } from '../../charts/line-style.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

/** How all curves of a comparison are drawn. */
export interface CurveOptions {
  readonly x: XKind;
  readonly logY: boolean;
  readonly smoothing: number;
}

export const initialCurveOptions: CurveOptions = { x: 'step', logY: false, smoothing: 0 };

export function isCurveOptions(value: unknown): value is CurveOptions {
  if (typeof value !== 'object' || value === null) return false;
  const { x, logY, smoothing } = value as Partial<Record<keyof CurveOptions, unknown>>;
  return (
    (x === 'step' || x === 'relative' || x === 'time') &&
    typeof logY === 'boolean' &&
    typeof smoothing === 'number' &&
    smoothing >= 0 &&
    smoothing < 1
  );
}

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

  ask(runs: readonly number[], { x, smoothing }: CurveOptions, width: number, range: XRange | null): void {
    const request: SeriesRequest = {
      lines: runs.map((run) => ({ run, key: this.#key })),
      x,
      width,
      smoothing,
      ...(range === null ? {} : range),
    };
    void this.#asked.ask(() => connection.client.call('runs.series', request));
  }
}
