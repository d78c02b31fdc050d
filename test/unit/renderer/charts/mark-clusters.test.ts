import { describe, expect, it } from 'vitest';
import { markClusters } from '../../../../src-renderer/charts/mark-clusters.ts';
import type { ChartMark } from '../../../../src-renderer/charts/line-style.ts';

function mark(x: number, tone: ChartMark['tone'] = 'quiet'): ChartMark {
  return { x, label: `at ${x}`, tone };
}

describe('marks', () => {
  it('share a handle where theirs would cover each other', () => {
    const clusters = markClusters([mark(30), mark(1), mark(2)], (x) => 5 * x);
    expect(clusters.map(({ left, marks }) => [left, marks.map(({ x }) => x)])).toEqual([
      [5, [1, 2]],
      [150, [30]],
    ]);
  });

  it('together look as grave as the gravest of them', () => {
    const [cluster] = markClusters([mark(1), mark(2, 'danger'), mark(3, 'accent')], (x) => x);
    expect(cluster?.tone).toBe('danger');
  });

  it('are as many handles as fit, however many there are', () => {
    const many = Array.from({ length: 5000 }, (_, x) => mark(x));
    const clusters = markClusters(many, (x) => x / 10);
    expect(clusters.length).toBeLessThanOrEqual(500 / 12 + 1);
    expect(clusters.flatMap(({ marks }) => marks)).toHaveLength(5000);
  });
});
