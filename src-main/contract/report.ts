import * as v from 'valibot';
import type { ErrorPayload } from './errors.ts';
import { groupBands, groupCenters } from './grouped-series.ts';
import { metricKeySchema, seriesRequestSchema, smoothers, type SeriesAnswer } from './metric.ts';
import type { ParamValue } from './param.ts';
import { runIdSchema } from './run.ts';
import { longestQuery } from './run-query/parse.ts';
import { mostCompared } from './comparable.ts';

export const reportIdSchema = v.pipe(
  v.number('has to be the number of a report'),
  v.integer(),
  v.minValue(1),
);
export const reportNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/** Names a block within its report: what is dragged, undone and linked to. */
const blockId = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,32}$/, 'has to be up to 32 letters and digits'));
const query = v.pipe(v.string(), v.maxLength(longestQuery));
const field = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const title = v.optional(v.pipe(v.string(), v.maxLength(500)), '');

/** So many runs are drawn or listed at most; which they are the query says. */
export const mostReported = 500;

/** Lines of one metric over the runs that a query finds, each by itself or in groups. */
export const lineChartSchema = v.strictObject({
  kind: v.literal('line'),
  metric: metricKeySchema,
  query,
  /** A value of the query language, or `settings`; null for a line per run. */
  by: v.optional(v.nullable(field), null),
  center: v.optional(v.picklist(groupCenters), 'mean'),
  band: v.optional(v.picklist(groupBands), 'range'),
  x: seriesRequestSchema.entries.x,
  xKey: v.optional(metricKeySchema),
  logX: v.optional(v.boolean(), false),
  logY: v.optional(v.boolean(), false),
  smoothing: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9999)), 0),
  smoother: v.optional(v.picklist(smoothers)),
});
export type LineChart = v.InferOutput<typeof lineChartSchema>;

const fields = v.pipe(v.array(field), v.minLength(1, 'needs a column'), v.maxLength(50));

/** A run in every row. */
const runsTableSchema = v.strictObject({
  kind: v.literal('runs'),
  query,
  /** Values of the query language. */
  fields,
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostReported)), 50),
});
/** A group of runs in every row, with mean ± standard deviation of what is a number. */
const groupsTableSchema = v.strictObject({ kind: v.literal('groups'), query, by: field, fields });
/** A run in every column. */
const compareTableSchema = v.strictObject({
  kind: v.literal('compare'),
  runs: v.pipe(
    v.array(runIdSchema),
    v.minLength(2, 'choose at least two runs'),
    v.maxLength(mostCompared, `at most ${mostCompared} runs fit side by side`),
  ),
  /** Whether rows in which all runs are the same are shown, too. */
  all: v.optional(v.boolean(), false),
});
export const reportTableSchema = v.variant('kind', [runsTableSchema, groupsTableSchema, compareTableSchema]);
export type ReportTable = v.InferOutput<typeof reportTableSchema>;

export const reportBlockSchema = v.variant('kind', [
  v.strictObject({
    id: blockId,
    kind: v.literal('text'),
    markdown: v.pipe(v.string(), v.maxLength(100_000)),
  }),
  v.strictObject({
    id: blockId,
    kind: v.literal('chart'),
    title,
    chart: v.variant('kind', [lineChartSchema]),
  }),
  v.strictObject({ id: blockId, kind: v.literal('table'), title, table: reportTableSchema }),
]);
export type ReportBlock = v.InferOutput<typeof reportBlockSchema>;

/** What a report shows, in its order. Figures are not among it: they are asked for when it is shown or exported. */
export const reportDocumentSchema = v.strictObject({
  blocks: v.pipe(
    v.array(reportBlockSchema),
    v.maxLength(200, 'has more than 200 blocks'),
    v.check(
      (blocks) => new Set(blocks.map(({ id }) => id)).size === blocks.length,
      'has two blocks of the same id',
    ),
  ),
});
export type ReportDocument = v.InferOutput<typeof reportDocumentSchema>;

/** Times are epoch milliseconds. */
export interface ReportRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly blocks: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface Report extends Omit<ReportRow, 'blocks'> {
  readonly document: ReportDocument;
}

/** What a block shows at the moment. */
export type BlockFigure = ChartFigure | TableFigure | FailedFigure;

export interface ChartFigure {
  readonly kind: 'line';
  readonly answer: SeriesAnswer;
  /** One for each line of the answer: what it is called, the slot of its colour, and how many runs it stands for. */
  readonly lines: readonly { readonly name: string; readonly color: number; readonly runs: number }[];
  /** Runs that were found; those beyond `mostReported` are not drawn. */
  readonly total: number;
}

export interface TableFigure {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Rows that were found and are not shown. */
  readonly more: number;
}

export interface TableColumn {
  /** A metric or param by its key, as files and commands have it. */
  readonly label: string;
  /** Whether its values are numbers, which stand on the right. */
  readonly numeric: boolean;
  /** What the values are, where they are no plain numbers and texts. */
  readonly type?: 'time' | 'duration';
}

export interface TableCell {
  /** Of a group: the mean. Null where there is nothing. */
  readonly value: ParamValue;
  /** Whether somebody chose it, so that it is written as it was chosen and not rounded as what was measured. */
  readonly chosen?: boolean;
  /** Of a group: standard deviation of the sample, and how many numbers it is of; null of a single one. */
  readonly deviation?: number | null;
  readonly count?: number;
  /** Whether it is the best of its column, or of its row where runs are columns. */
  readonly best?: boolean;
}

/** What cannot be shown says why; the rest of the report stays. */
export interface FailedFigure {
  readonly kind: 'failed';
  readonly error: ErrorPayload;
}

/** `markdown` is a ZIP with its pictures; `latex` and `csv` are tables alone. */
export const reportFormats = ['html', 'markdown', 'latex', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];
