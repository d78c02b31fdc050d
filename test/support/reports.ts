import type { ReportDocument } from '#contract/report.ts';

const line = {
  kind: 'line',
  metric: 'val/loss',
  query: '',
  by: null,
  center: 'mean',
  band: 'deviation',
  x: 'step',
  logX: false,
  logY: false,
  smoothing: 0,
} as const;

/** A report with a block of every kind, of whatever runs there are. */
export const reportOfEverything: ReportDocument = {
  blocks: [
    {
      id: 'text',
      kind: 'text',
      markdown:
        '# What we found\n\n**Seeds** matter: 5 % & more, by `descent train`.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |',
    },
    { id: 'runs', kind: 'chart', title: 'Loss of each run', chart: line },
    { id: 'grouped', kind: 'chart', title: 'Loss by settings', chart: { ...line, by: 'settings' } },
    {
      id: 'table',
      kind: 'table',
      title: 'All runs',
      table: { kind: 'runs', query: 'order by id', fields: ['name', 'id', 'metrics.val/loss'], limit: 50 },
    },
    {
      id: 'groups',
      kind: 'table',
      title: 'By settings',
      table: { kind: 'groups', query: '', by: 'settings', fields: ['metrics.val/loss'] },
    },
    {
      id: 'compare',
      kind: 'table',
      title: 'Two of them',
      table: { kind: 'compare', runs: [1, 2], all: false },
    },
  ],
};
