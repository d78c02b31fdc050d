import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import type { PointColumns } from '#contract/metric.ts';
import type { Command } from '../command.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { withClient } from './with-client.ts';

/** Points in one answer of the core. */
const pageSize = 100_000;

export const metricsCommand: Command = {
  name: 'metrics',
  operands: 'RUN',
  summary: 'every point of a metric: step, time (epoch milliseconds) and value, as CSV or JSON',
  count: [1, 1],
  options: { key: { type: 'string', value: 'K', summary: 'the metric, for example train/loss' } },
  run: async (call) => {
    const { json, output } = call;
    const run = runNumber(call.operands[0] ?? '');
    await withClient(call, 'read', async (client) => {
      const key = await knownKey(client, run, call.text('key'));
      if (!json) output.result('step,time,value');
      const points: string[] = [];
      for (let offset = 0; ; offset += pageSize) {
        const page = await client.call('runs.points', { run, key, offset, limit: pageSize });
        if (json) points.push(...jsonLines(page));
        else if (page.values.length > 0) output.result(csvLines(page).join('\n'));
        if (offset + page.values.length >= page.total) break;
      }
      if (json) output.result(points.length === 0 ? '[]' : `[\n${points.join(',\n')}\n]`);
    });
    return 0;
  },
};

async function knownKey(client: Client, run: number, key: string | undefined): Promise<string> {
  const { metrics } = await client.call('runs.show', { run });
  const keys = Object.keys(metrics);
  if (key !== undefined && keys.includes(key)) return key;
  const known = keys.length === 0 ? `Run ${run} has logged no metric.` : `Run ${run} has ${keys.join(', ')}.`;
  if (key === undefined) throw new CodedError('invalid_input', `Say which metric with --key. ${known}`);
  const near = nearest(key, keys);
  const hint = near === undefined ? known : `Did you mean "${near}"?`;
  throw new CodedError('not_found', `Run ${run} has no metric "${key}". ${hint}`);
}

function jsonLines({ steps, times, values }: PointColumns): string[] {
  return Array.from(steps, (step, index) =>
    toJson({ step, time: times[index], value: values[index] ?? Number.NaN }),
  );
}

/** −0 is written -0; NaN and infinities as JavaScript, Python and R read them. */
function csvLines({ steps, times, values }: PointColumns): string[] {
  const text = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
  return Array.from(
    steps,
    (step, index) => `${text(step)},${text(times[index] ?? 0)},${text(values[index] ?? Number.NaN)}`,
  );
}
