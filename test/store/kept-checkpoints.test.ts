import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckpointReason } from '#contract/checkpoint.ts';
import { keptCheckpoints, thinned } from '../../src-main/store/tables/kept-checkpoints.ts';

const known = (
  step: number,
  reasons: readonly CheckpointReason[],
  more: { value?: number; damaged?: boolean } = {},
) => ({ id: step, step, reasons, value: more.value ?? null, damaged: more.damaged ?? false });
const rules = { last: 2, best: 1, keep: 3 };

describe('the checkpoints that rules keep', () => {
  it('are the newest, the best, regular ones and where it branched, each with why', () => {
    const all = [
      known(10, ['branch']),
      known(20, ['regular']),
      known(30, ['best'], { value: 0.2 }),
      known(40, ['best', 'regular'], { value: 0.1 }),
      known(50, ['last']),
      known(60, ['last']),
      known(70, ['last']),
    ];
    expect([...keptCheckpoints(all, rules, 'minimise')]).toEqual([
      [10, ['branch']],
      [20, ['regular']],
      [40, ['best', 'regular']],
      [60, ['last']],
      [70, ['last']],
    ]);
    expect([...keptCheckpoints(all, rules, 'maximise').keys()]).toContain(30);
  });

  it('count no damaged one among the newest, but keep it to be seen until another takes its place', () => {
    const all = [known(10, ['last']), known(20, ['last']), known(30, ['last'], { damaged: true })];
    expect([...keptCheckpoints(all, rules, 'minimise').keys()]).toEqual([10, 20, 30]);
    const later = [...all, known(40, ['last']), known(50, ['last'])];
    expect([...keptCheckpoints(later, rules, 'minimise').keys()]).toEqual([40, 50]);
  });
});

describe('regular checkpoints that are thinned out as they come', () => {
  it('stay as many as are kept at most, the newest among them, and leave no gap twice as wide as need be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 400 }), (most, count) => {
        let kept: readonly { readonly step: number }[] = [];
        for (let step = 1; step <= count; step++) kept = thinned([...kept, { step }], most);
        expect(kept.length).toBe(Math.min(most, count));
        expect(kept.at(-1)?.step).toBe(count);
        const gaps = kept.map(({ step }, index) => step - (kept[index - 1]?.step ?? 0));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil(count / most) * 2);
      }),
    );
  });
});
