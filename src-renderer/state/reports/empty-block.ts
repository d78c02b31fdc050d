import type { RunNames } from '#contract/methods/runs.ts';
import type { ReportBlock } from '#contract/report.ts';
import { printField } from '#contract/run-query/print.ts';
import { newBlockId } from './blocks.ts';

const preferred = ['val/loss', 'val/accuracy', 'train/loss'];

/** What a block of a kind begins as: of all runs, about the metric that most people look at first. */
export function emptyBlock(kind: ReportBlock['kind'], names: RunNames | null): ReportBlock {
  const id = newBlockId();
  const metric = commonMetric(names);
  switch (kind) {
    case 'text':
      return { id, kind, markdown: '' };
    case 'chart':
      return {
        id,
        kind,
        title: '',
        chart: {
          kind: 'line',
          metric,
          query: '',
          by: null,
          center: 'mean',
          band: 'range',
          x: 'step',
          logX: false,
          logY: false,
          smoothing: 0,
        },
      };
    case 'table':
      return {
        id,
        kind,
        title: '',
        table: { kind: 'runs', query: '', fields: usualFields(names), limit: 50 },
      };
  }
}

function commonMetric(names: RunNames | null): string {
  const keys = names?.metrics ?? [];
  return preferred.find((key) => keys.includes(key)) ?? keys[0] ?? 'val/loss';
}

/** Columns for somebody who has chosen none. */
export function usualFields(names: RunNames | null): string[] {
  const metric = commonMetric(names);
  return ['name', 'id', printField({ of: 'metric', key: metric, figure: 'final', step: false }), 'duration'];
}
