import type { RunNames } from '#contract/methods/runs.ts';
import type { ReportTable } from '#contract/report.ts';
import { settingsGroup } from '#contract/run-group.ts';
import { usualFields } from './empty-block.ts';

/** A table of another kind that keeps what the two have in common. */
export function tableOfKind(
  kind: ReportTable['kind'],
  table: ReportTable,
  names: RunNames | null,
): ReportTable {
  if (kind === table.kind) return table;
  const query = table.kind === 'compare' ? `id in (${table.runs.join(', ')})` : table.query;
  const fields = table.kind === 'compare' ? usualFields(names) : table.fields;
  switch (kind) {
    case 'runs':
      return { kind, query, fields, limit: 50 };
    case 'groups': {
      // Of a group, names and numbers of its runs say nothing.
      const measured = fields.filter((text) => text !== 'name' && text !== 'id');
      return { kind, query, by: settingsGroup, fields: measured.length > 0 ? measured : ['duration'] };
    }
    case 'compare':
      return { kind, runs: [1, 2], all: false };
  }
}
