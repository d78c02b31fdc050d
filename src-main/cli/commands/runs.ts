import { CodedError } from '#contract/errors.ts';
import { metricDirection } from '#contract/metric.ts';
import type { RunRow } from '#contract/run.ts';
import type { Command } from '../command.ts';
import { counted, shortDuration, shortNumber, table, toJson } from '../output.ts';
import { withClient } from './with-client.ts';

export const runsCommand: Command = {
  name: 'runs',
  operands: '',
  summary: 'a table of runs with their final metrics, the newest first',
  count: [0, 0],
  options: {
    sort: {
      type: 'string',
      value: 'K',
      summary:
        'created, started, name, state, duration, param:PATH, metric:KEY[:best|min|max]; -K turns it round',
    },
    query: {
      type: 'string',
      value: 'Q',
      summary: 'which runs, in which order: "metrics.val/loss.min < 0.3 and started > -7d order by name"',
    },
    limit: { type: 'string', value: 'N', summary: 'at most so many (default: 100)' },
  },
  run: async (call) => {
    const { json, output } = call;
    const sort = call.text('sort');
    const limit = readLimit(call.text('limit'));
    const query = call.text('query') ?? '';
    const { rows, total } = await withClient(call, 'read', (client) =>
      client.call('runs.list', {
        limit,
        query,
        ...(sort === undefined ? {} : { sort: readSort(sort) }),
      }),
    ).catch((thrown: unknown) => {
      throw withPlace(thrown, query);
    });
    if (json) {
      output.result(toJson(rows, 2));
      return 0;
    }
    if (total === 0 && query !== '') output.say('No run fits the query.');
    else if (total === 0) output.say('No runs yet. Try: descent train iris');
    else output.result(tableOf(rows));
    if (rows.length < total) output.say(`${rows.length} of ${counted(total, 'run')}; --limit shows more.`);
    return 0;
  },
};

/** Text and states read from a to z, metrics from the best on, numbers and times from the largest. */
export function readSort(text: string): { by: string; direction: 'asc' | 'desc' } {
  const reversed = text.startsWith('-');
  const by = reversed ? text.slice(1) : text;
  const metric = /^metric:(.+?)(?::(?:best|min|max))?$/.exec(by)?.[1];
  const upwards =
    metric === undefined
      ? ['name', 'state', 'experiment'].includes(by)
      : metricDirection(metric) === 'minimise';
  return { by, direction: upwards !== reversed ? 'asc' : 'desc' };
}

/** What is wrong with a query, with the place of it underlined in the query. */
export function withPlace(thrown: unknown, query: string): unknown {
  if (!(thrown instanceof CodedError)) return thrown;
  const { start, end } = thrown.details ?? {};
  if (typeof start !== 'number' || typeof end !== 'number' || /[\r\n]/.test(query)) return thrown;
  const line = `${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`;
  return new CodedError(thrown.code, `${thrown.message}\n  ${query}\n  ${line}`, thrown.details);
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return 100;
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= 10_000) return limit;
  throw new CodedError('invalid_input', `--limit ${text} has to be a whole number from 1 to 10,000.`);
}

function tableOf(rows: readonly RunRow[]): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))]
    .filter((key) => /^(val|train)\/(loss|accuracy|r2)$/.test(key))
    .sort();
  return table(
    ['run', 'name', 'state', 'created', 'time', ...keys],
    rows.map((row) => [
      String(row.id),
      row.name,
      row.state,
      new Date(row.createdAt).toISOString().slice(0, 16).replace('T', ' '),
      shortDuration(row.durationMs),
      ...keys.map((key) => shortNumber(row.metrics[key]?.final)),
    ]),
  );
}
