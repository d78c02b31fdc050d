import type { SeriesBatch } from '#contract/training-event.ts';

const firstCapacity = 1024;

/** Points of one metric on their way out. Appending allocates nothing but when the columns have to grow. */
export interface MetricColumn {
  append(step: number, time: number, value: number): void;
}

export interface MetricLog {
  /** The same one for the same key. */
  column(key: string): MetricColumn;
  /** What was appended since the last call, copied out; keys in the order in which they first came up. */
  drain(): readonly SeriesBatch[];
}

interface Columns {
  readonly key: string;
  steps: Float64Array;
  times: Float64Array;
  values: Float64Array;
  count: number;
}

export function createMetricLog(): MetricLog {
  const all: Columns[] = [];
  const opened = (key: string): Columns => {
    const columns: Columns = {
      key,
      steps: new Float64Array(firstCapacity),
      times: new Float64Array(firstCapacity),
      values: new Float64Array(firstCapacity),
      count: 0,
    };
    all.push(columns);
    return columns;
  };
  return {
    column: (key) => {
      const columns = all.find((known) => known.key === key) ?? opened(key);
      return {
        append: (step, time, value) => {
          if (columns.count === columns.steps.length) grow(columns);
          const at = columns.count++;
          columns.steps[at] = step;
          columns.times[at] = time;
          columns.values[at] = value;
        },
      };
    },
    drain: () => {
      const batches = all
        .filter((columns) => columns.count > 0)
        .map(({ key, steps, times, values, count }) => ({
          key,
          steps: steps.slice(0, count),
          times: times.slice(0, count),
          values: values.slice(0, count),
        }));
      for (const columns of all) columns.count = 0;
      return batches;
    },
  };
}

function grow(columns: Columns): void {
  for (const name of ['steps', 'times', 'values'] as const) {
    const larger = new Float64Array(columns[name].length * 2);
    larger.set(columns[name]);
    columns[name] = larger;
  }
}
