import type { SeriesRequest } from '#contract/metric.ts';
import type { ReadDatabase } from '../store/database.ts';
import { historyOf } from './history.ts';
import type { Range } from './range.ts';
import type { StoredAxis } from './series-chunks.ts';
import type { SeriesSource } from './series-source.ts';

/**
 * What a run holds, such as its learning rate, is told when it changes: this gives its last value once more where the
 * run is by now, so that its line goes as far as those of what is measured.
 */
export function heldToNow(
  db: ReadDatabase,
  source: SeriesSource,
  { run, key }: SeriesRequest['lines'][number],
  axis: StoredAxis,
  range: Range,
): SeriesSource {
  const now = db.get<{ own: number; last: number | null; step: number; time: number }>(
    `SELECT own.last_step AS own, own.last, max(all_of.last_step) AS step, max(all_of.last_time) AS time
     FROM latest_metrics AS own JOIN latest_metrics AS all_of ON all_of.run_id = own.run_id
     WHERE own.run_id = @run AND own.key = @key`,
    { run, key },
  );
  if (now === undefined || now.last === null || !(now.step > now.own)) return source;
  const { last: value, step, time } = now;
  const startedAt = historyOf(db, run).at(-1)?.startedAt ?? 0;
  const x = axis === 'step' ? step : axis === 'time' ? time : time - startedAt;
  if (x < range.from || x > range.to) return source;
  const { extent } = source;
  return {
    extent: {
      from: extent?.from ?? x,
      to: x,
      min: Math.min(extent?.min ?? value, value),
      max: Math.max(extent?.max ?? value, value),
    },
    isConstant: () => source.isConstant(),
    each: (within, visit) => {
      source.each(within, visit);
      visit(Float64Array.of(x), Float64Array.of(value));
    },
    eachX: (within, visit) => {
      let goesOn = true;
      source.eachX(within, (columns) => (goesOn = visit(columns)));
      if (goesOn) visit(Float64Array.of(x));
    },
  };
}
