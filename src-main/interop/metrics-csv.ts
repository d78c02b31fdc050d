import type { PointColumns } from '#contract/metric.ts';

export interface MetricPoints extends PointColumns {
  readonly key: string;
}

/**
 * Every point as a row `metric,step,time,value`: time in milliseconds since 1970, NaN and infinities as JavaScript,
 * Python and R read them, −0 as -0.
 */
export function metricsCsv(metrics: readonly MetricPoints[]): string {
  const lines = metrics.flatMap(({ key, steps, times, values }) => {
    const name = /[",\r\n]/.test(key) ? `"${key.replaceAll('"', '""')}"` : key;
    return Array.from(
      steps,
      (step, index) => `${name},${step},${times[index] ?? 0},${text(values[index] ?? Number.NaN)}`,
    );
  });
  return `${['metric,step,time,value', ...lines].join('\n')}\n`;
}

function text(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
