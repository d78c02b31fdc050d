import { mostReported, type ChartFigure, type LineChart } from '#contract/report.ts';
import type { ReadDatabase } from '../store/database.ts';
import { queryGroupedSeries } from '../query/grouped-series.ts';
import { groupRuns } from '../query/run-groups.ts';
import { listRuns } from '../query/runs-table.ts';
import { querySeries } from '../query/series.ts';
import { nameOfGroup, sortedGroups } from './group-name.ts';
import { questionOf } from './question.ts';

/** The lines of a chart at a width in device pixels. Throws `invalid_input` for a query or a metric that is none. */
export function chartFigure(db: ReadDatabase, chart: LineChart, width: number, now: number): ChartFigure {
  const { metric, query, by, center, band, x, xKey, smoothing, smoother } = chart;
  const found = listRuns(db, { ...questionOf(query), limit: mostReported, params: [], metrics: [] }, now);
  const asked = {
    x,
    ...(xKey === undefined ? {} : { xKey }),
    smoothing,
    ...(smoother === undefined ? {} : { smoother }),
    width,
  };
  const linesOf = (runs: readonly number[]) => runs.map((run) => ({ run, key: metric }));
  if (by === null) {
    const answer = querySeries(db, { ...asked, lines: linesOf(found.rows.map(({ id }) => id)) });
    const lines = found.rows.map(({ id, name, color }) => ({ name: `${name} #${id}`, color, runs: 1 }));
    return { kind: 'line', answer, lines, total: found.total };
  }
  const drawn = new Set(found.rows.map(({ id }) => id));
  const groups = sortedGroups(
    groupRuns(db, { ...questionOf(query), by, fields: ['name', 'family'] }, now).groups,
  ).flatMap((group) => {
    const runs = group.runs.filter((run) => drawn.has(run));
    return runs.length === 0 ? [] : [{ name: nameOfGroup(group, by), runs }];
  });
  let place = 0;
  const answer = queryGroupedSeries(db, {
    ...asked,
    lines: linesOf(groups.flatMap(({ runs }) => runs)),
    groups: groups.map(({ runs }) => runs.map(() => place++)),
    center,
    band,
  });
  const lines = groups.map(({ name, runs }, color) => ({ name, color, runs: runs.length }));
  return { kind: 'line', answer, lines, total: found.total };
}
