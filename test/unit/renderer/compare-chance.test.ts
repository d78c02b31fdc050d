import { describe, expect, it } from 'vitest';
import type { ComparedGroup } from '#contract/group-comparison.ts';
import { spreadOf } from '../../../src-main/base/spread.ts';
import { chanceRows, effectSize } from '../../../src-renderer/state/compare/chance-rows.ts';
import { repeatPlan } from '../../../src-renderer/state/compare/repeat-plan.ts';

function group(run: number, values: readonly number[], fold = false): ComparedGroup {
  return {
    name: `group ${run}`,
    run,
    members: values.map((value, index) => ({
      run: run + index,
      seed: index,
      fold: fold ? index : null,
      value,
    })),
    spread: spreadOf(values),
  };
}

describe('groups whose runs differ by chance', () => {
  it('are drawn on one line from the least to the most of all', () => {
    const rows = chanceRows({
      metric: 'val/loss',
      direction: 'minimise',
      metrics: [],
      apart: null,
      groups: [group(1, [0, 1]), group(5, [2, 4]), group(9, [])],
      differences: [],
      notes: [],
    });
    expect(rows.map(({ dots, mean }) => ({ places: dots.map(({ place }) => place), mean }))).toEqual([
      { places: [0, 0.25], mean: 0.125 },
      { places: [0.5, 1], mean: 0.75 },
      { places: [], mean: null },
    ]);
    expect(rows[0]?.interval).toEqual([0, 1]);
  });

  it('are repeated until each has five seeds, with seeds that it has not had, folds left as they are', () => {
    expect(
      repeatPlan([group(1, [1, 2]), group(5, [1, 2, 3, 4, 5]), group(9, [1, 2], true), group(12, [])]),
    ).toEqual([
      { run: 1, size: 3, seed: 2 },
      { run: 12, size: 5, seed: null },
    ]);
    expect(repeatPlan([group(1, [1, 2, 3, 4])])).toEqual([{ run: 1, size: 2, seed: 4 }]);
  });

  it('differ by as much as Cohen calls it', () => {
    expect([0.1, -0.3, 0.7, -3].map(effectSize)).toEqual(['negligible', 'small', 'medium', 'large']);
  });
});
