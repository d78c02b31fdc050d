import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  ColumnSummary,
  DatasetSource,
  DatasetSpec,
  DatasetSummary,
  Frequency,
} from '#contract/dataset.ts';
import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import { sampleDatasets } from '../../api/samples.ts';
import type { Command } from '../command.ts';
import { resourcesDirectory } from '../open-client.ts';
import { shortNumber, table, toJson } from '../output.ts';
import { applySettings } from '../spec-argument.ts';
import { withFirstClient } from './with-client.ts';

/** Columns of a wide table that are printed; --json has them all. */
const shownColumns = 60;

export const datasetCommand: Command = {
  name: 'dataset',
  operands: 'FILE|FOLDER|SAMPLE',
  summary: 'reads data and says what it is: columns, types, statistics, classes, correlations',
  count: [1, 1],
  options: {
    set: {
      type: 'string',
      multiple: true,
      value: 'path=value',
      summary:
        'how to read it: --set delimiter=";" --set encoding=gb18030 --set types.code=category; may be repeated',
    },
    rows: { type: 'string', value: 'N', summary: 'print so many rows instead' },
    from: { type: 'string', value: 'N', summary: 'the first row to print, counted from 1' },
  },
  run: async (call) => {
    const source = sourceOf(call.operands[0] ?? '');
    // What is no dataset spec is refused by the contract's schema.
    const spec = applySettings({ source }, call.texts('set')) as DatasetSpec;
    const limit = call.text('rows');
    await withFirstClient(call, 'read', async (client) => {
      if (limit === undefined) {
        const summary = await client.call('datasets.describe', spec);
        call.output.result(call.json ? toJson(summary, 2) : describe(summary));
        return;
      }
      const from = wholeNumber('from', call.text('from') ?? '1');
      const input = { dataset: spec, offset: from - 1, limit: wholeNumber('rows', limit) };
      const { columns, rows } = await client.call('datasets.rows', input);
      const words = rows.map((row) => row.map((value) => (value === null ? '—' : String(value))));
      call.output.result(call.json ? toJson({ columns, offset: from - 1, rows }, 2) : table(columns, words));
    });
    return 0;
  },
};

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new CodedError('invalid_input', `--${option} ${text} is no whole number of at least 1.`);
}

/** A path wins over a sample of the same name. */
function sourceOf(argument: string): DatasetSource {
  if (existsSync(argument)) return { kind: 'file', path: resolve(argument) };
  const samples = sampleDatasets(resourcesDirectory);
  const name = samples.find((sample) => sample === argument || sample.replace(/\.\w+$/, '') === argument);
  if (name !== undefined) return { kind: 'sample', name };
  const near = nearest(argument, samples);
  const hint = near === undefined ? `Samples are ${samples.join(', ')}.` : `Did you mean "${near}"?`;
  throw new CodedError('not_found', `There is no file, folder or sample named "${argument}". ${hint}`);
}

function describe(summary: DatasetSummary): string {
  const { name, format, rowCount, columns, sizeBytes, sha256, characters, dialect } = summary;
  const size =
    characters === undefined
      ? `${format}, ${rowCount.toLocaleString('en')} rows of ${columns.length} columns`
      : `text of ${characters.count.toLocaleString('en')} characters, ${characters.distinct} of them distinct`;
  const written = Object.entries(dialect ?? {}).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const shown = columns.slice(0, shownColumns);
  return [
    `${name}: ${size}, ${sizeBytes.toLocaleString('en')} bytes`,
    `SHA-256 ${sha256}`,
    ...(written.length === 0 ? [] : [written.join(', ')]),
    ...(summary.sampledRows === undefined
      ? []
      : [
          `Distinct values, quantiles and correlations are of ${summary.sampledRows.toLocaleString('en')} rows, taken evenly.`,
        ]),
    ...(shown.length === 0 ? [] : ['', columnTable(shown)]),
    ...(columns.length > shown.length ? [`… ${columns.length - shown.length} more columns`] : []),
    ...textFigures(summary),
    ...classes(summary),
    ...strongest(summary),
    ...(summary.proposedTarget === null ? [] : ['', `Likely target: ${summary.proposedTarget}`]),
    ...(summary.warnings.length === 0 ? [] : ['', ...summary.warnings.map(({ message }) => `! ${message}`)]),
  ].join('\n');
}

function columnTable(columns: readonly ColumnSummary[]): string {
  const titles = ['column', 'type', 'missing', 'distinct', 'min', 'median', 'max', 'mean', 'deviation', ''];
  const rows = columns.map((column) => [
    column.name,
    column.type,
    String(column.missing),
    String(column.distinct),
    edge(column, column.min),
    shortNumber(column.quantiles?.q50),
    edge(column, column.max),
    shortNumber(column.mean),
    shortNumber(column.standardDeviation),
    bars(column.histogram ?? (column.categories ?? []).slice(0, 20).map(({ count }) => count)),
  ]);
  return table(titles, rows);
}

function edge(column: ColumnSummary, value: number | undefined): string {
  if (column.type !== 'date' || value === undefined) return shortNumber(value);
  return new Date(value).toISOString().slice(0, 10);
}

function bars(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : ('▁▂▃▄▅▆▇█'[Math.ceil((count / most) * 8) - 1] ?? '▁')))
    .join('');
}

/** What a text is made of. */
function textFigures({ text }: DatasetSummary): string[] {
  if (text === undefined) return [];
  const { min, median, max, histogram } = text.lineLengths;
  const listed = (frequencies: readonly Frequency[]): string =>
    frequencies
      .slice(0, 20)
      .map(({ value, count }) => `${JSON.stringify(value).slice(1, -1)} ${count}`)
      .join(', ');
  return [
    '',
    `Characters: ${listed(text.characters)}`,
    ...(text.words.length === 0
      ? []
      : [`Words, ${text.wordCount} of ${text.distinctWords} kinds: ${listed(text.words)}`]),
    `Lines: ${min} to ${max} characters, median ${shortNumber(median)} ${bars(histogram)}`,
    ...text.repeatedLines.map(({ value, count }) => `! ${count} times: ${value}`),
  ];
}

/** How the classes of the likely target are balanced. */
function classes({ columns, proposedTarget, rowCount }: DatasetSummary): string[] {
  const target = columns.find(({ name }) => name === proposedTarget);
  if (target?.categories === undefined || rowCount === 0) return [];
  const rows = target.categories.map(({ value, count }) => [
    value,
    String(count),
    `${((count / rowCount) * 100).toFixed(1)}%`,
  ]);
  return ['', table([`classes of ${target.name}`, 'rows', 'share'], rows)];
}

const shownPairs = 10;

/** The pairs of columns that are correlated most. */
function strongest({ correlations }: DatasetSummary): string[] {
  if (correlations === undefined) return [];
  const pairs = correlations.columns.flatMap((a, i) =>
    correlations.columns
      .slice(i + 1)
      .map((b, offset) => ({ a, b, value: correlations.values[i]?.[i + 1 + offset] ?? 0 })),
  );
  const rows = pairs
    .sort((x, y) => Math.abs(y.value) - Math.abs(x.value))
    .slice(0, shownPairs)
    .map(({ a, b, value }) => [a, b, value.toFixed(3)]);
  return ['', table(['strongest correlations', '', 'r'], rows)];
}
