import { isGoal, metricDirection } from '#contract/metric.ts';
import type { RunRow } from '#contract/run.ts';
import { formatDelta, formatPercent } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';
import { own } from '../../format/own.ts';
import type { Column } from './columns.ts';
import { fieldType, metricOfField } from './field-column.ts';
import type { Difference } from './table-layout.ts';

/** The number that a run shows in a column; null where it shows none, or another kind of value. */
export function numberIn(run: RunRow, column: Column): number | null {
  switch (column.kind) {
    case 'metric':
      return own(run.metrics, column.key)?.[column.value] ?? null;
    case 'param':
      return numeric(own(run.params, column.path));
    case 'field': {
      const type = fieldType(column.text);
      return type === 'time' || type === 'any' ? null : numeric(own(run.fields ?? {}, column.text));
    }
    case 'plain':
      return column.name === 'duration' ? run.durationMs : null;
  }
}

function numeric(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

export interface Delta {
  readonly text: string;
  /** By the direction of the metric; null where neither way is better. */
  readonly better: boolean | null;
}

/** How a number differs from that of the baseline; null where one of them is no finite number, or both are the same. */
export function deltaTo(
  base: number | null,
  value: number | null,
  column: Column,
  difference: Difference,
): Delta | null {
  if (base === null || value === null || !Number.isFinite(base) || !Number.isFinite(value)) return null;
  const by = value - base;
  if (by === 0 || (difference === 'relative' && base === 0)) return null;
  const direction = directionOf(column);
  const better = direction === null ? null : by > 0 === (direction === 'maximise');
  if (difference === 'relative') {
    const share = by / Math.abs(base);
    const text = formatPercent(share, Math.abs(share) < 0.1 ? 1 : 0);
    return { text: share > 0 ? `+${text}` : text, better };
  }
  const isDuration =
    column.kind === 'plain' || (column.kind === 'field' && fieldType(column.text) === 'duration');
  const text = isDuration ? `${by > 0 ? '+' : '−'}${formatDuration(Math.abs(by))}` : formatDelta(by, 3);
  return { text, better };
}

function directionOf(column: Column): 'minimise' | 'maximise' | null {
  const key =
    column.kind === 'metric' ? column.key : column.kind === 'field' ? metricOfField(column.text) : null;
  return key === null || !isGoal(key) ? null : metricDirection(key);
}
