import { bestOf, isGoal, type MetricDirection } from '#contract/metric.ts';
import type { ParamValue } from '#contract/param.ts';
import {
  mostReported,
  type ReportTable,
  type TableCell,
  type TableColumn,
  type TableFigure,
} from '#contract/report.ts';
import { compareRuns } from '../query/compare.ts';
import { groupRuns } from '../query/run-groups.ts';
import { listRuns } from '../query/runs-table.ts';
import type { ReadDatabase } from '../store/database.ts';
import { columnOf, directionOf, isMeasured } from './field-label.ts';
import { nameOfGroup, sortedGroups } from './group-name.ts';
import { questionOf } from './question.ts';

/** What a table says at the moment. Throws `invalid_input` for a query or a column that is none, `not_found` for a run. */
export function tableFigure(db: ReadDatabase, table: ReportTable, now: number): TableFigure {
  switch (table.kind) {
    case 'runs':
      return runsFigure(db, table, now);
    case 'groups':
      return groupsFigure(db, table, now);
    case 'compare':
      return compareFigure(db, table, now);
  }
}

type Of<Kind extends ReportTable['kind']> = Extract<ReportTable, { kind: Kind }>;

function runsFigure(db: ReadDatabase, { query, fields, limit }: Of<'runs'>, now: number): TableFigure {
  const { rows, total } = listRuns(
    db,
    { ...questionOf(query), limit, params: [], metrics: [], fields: [...fields] },
    now,
  );
  const cells = rows.map((row) =>
    fields.map((text): TableCell => withChoice({ value: row.fields?.[text] ?? null }, text)),
  );
  const directions = ofOneData(
    db,
    rows.map(({ id }) => id),
  )
    ? fields.map(directionOf)
    : [];
  return finished(fields.map(columnOf), cells, directions, total - rows.length);
}

function groupsFigure(db: ReadDatabase, { query, by, fields }: Of<'groups'>, now: number): TableFigure {
  const asked = [...new Set([...fields, 'name', 'family'])];
  const { groups } = groupRuns(db, { ...questionOf(query), by, fields: asked }, now);
  const shown = sortedGroups(groups).slice(0, mostReported);
  const rows = shown.map((group): readonly TableCell[] => [
    { value: nameOfGroup(group, by) },
    { value: group.runs.length },
    ...fields.map((text): TableCell => {
      const { same, spread } = group.fields[text] ?? { spread: null };
      return spread === null
        ? { value: same ?? null, chosen: true }
        : same !== undefined && !isMeasured(text)
          ? { value: same, chosen: true }
          : { value: spread.mean, deviation: spread.deviation, count: spread.count };
    }),
  ]);
  const columns = [
    { label: by === 'settings' ? 'settings' : columnOf(by).label, numeric: false },
    { label: 'n', numeric: true },
    ...fields.map(columnOf),
  ];
  const directions = ofOneData(
    db,
    shown.flatMap(({ runs }) => runs),
  )
    ? [null, null, ...fields.map(directionOf)]
    : [];
  return finished(columns, rows, directions, groups.length - shown.length);
}

/** Runs are columns: the params in which they differ, then every metric. */
function compareFigure(db: ReadDatabase, { runs, all }: Of<'compare'>, now: number): TableFigure {
  const comparison = compareRuns(db, runs, now);
  const params = comparison.params.filter(({ differs }) => all || differs);
  const rows = [
    ...params.map(({ path, values }) => [
      { value: path },
      ...values.map((value): TableCell => ({ value, chosen: true })),
    ]),
    ...comparison.metrics
      .filter(({ key }) => all || isGoal(key))
      .map(({ key, final, best }) => [
        { value: key },
        ...final.map((value, index): TableCell => ({ value, best: best[index] === true })),
      ]),
  ];
  return {
    kind: 'table',
    columns: [
      { label: '', numeric: false },
      ...comparison.runs.map(({ id, name }) => ({ label: `${name} #${id}`, numeric: true })),
    ],
    rows,
    more: 0,
  };
}

/** Numbers stand on the right; the best of every column that has a better direction is marked. */
function finished(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  directions: readonly (MetricDirection | null)[],
  more: number,
): TableFigure {
  const best = directions.map((direction, column) =>
    direction === null
      ? null
      : bestOf(
          rows.map((row) => numberOf(row[column]?.value)),
          direction,
        ),
  );
  const areNumbers = (column: number): boolean => {
    const values = rows.flatMap((row) => row[column]?.value ?? []);
    return values.length > 0 && values.every((value) => typeof value === 'number');
  };
  return {
    kind: 'table',
    columns: columns.map((column, index) => ({
      ...column,
      numeric: column.type === undefined ? column.numeric || areNumbers(index) : column.numeric,
    })),
    rows: rows.map((row, index) =>
      row.map((cell, column) => (best[column]?.[index] === true ? { ...cell, best: true } : cell)),
    ),
    more,
  };
}

/** Whether these runs were measured on the same data: figures of others are no better or worse. */
function ofOneData(db: ReadDatabase, runs: readonly number[]): boolean {
  const row = db.get<{ count: number }>(
    `SELECT count(DISTINCT coalesce(dataset_sha256, id)) AS count FROM runs
     WHERE id IN (SELECT value FROM json_each(:runs))`,
    { runs: JSON.stringify(runs) },
  );
  return row?.count === 1;
}

function withChoice(cell: TableCell, text: string): TableCell {
  return isMeasured(text) ? cell : { ...cell, chosen: true };
}

function numberOf(value: ParamValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
