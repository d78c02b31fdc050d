import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../src-main/api/sweeps/timeline.ts';

const whole = { update: 0, report: 0 };
const counted = fc.integer({ min: 1, max: 50 });

describe('the reports of a training', () => {
  it('are counted by epochs, or by steps where its spec does', () => {
    expect(timelineOf({ epochs: 9 }, { stepsPerEpoch: 4 }, whole).reportAt(6)).toBe(1.5);
    expect(timelineOf({}, { stepsPerEpoch: 4 }, whole).reportAt(6)).toBe(6);
  });

  it('of a copy with other batches go on from the epoch at which it was copied', () => {
    const copy = timelineOf({ epochs: 30 }, { stepsPerEpoch: 11 }, { update: 200, report: 20 });
    expect([200, 211, 222].map(copy.reportAt)).toEqual([20, 21, 22]);
    expect(copy.evaluatedFrom(30, 200)).toBe(310);
  });

  it('are waited for at an evaluation that is still to come and has come as far as was asked for', () => {
    fc.assert(
      fc.property(
        counted,
        fc.option(counted, { nil: undefined }),
        fc.record({ update: fc.nat(400), report: fc.nat(40) }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.nat(400),
        (stepsPerEpoch, every, origin, report, more) => {
          const spec = { epochs: 99, ...(every === undefined ? {} : { evaluateEverySteps: every }) };
          const timeline = timelineOf(spec, { stepsPerEpoch }, origin);
          const after = origin.update + more;
          const update = timeline.evaluatedFrom(report, after);
          expect(update).toBeGreaterThan(after);
          expect(every === undefined ? (update - origin.update) % stepsPerEpoch : update % every).toBe(0);
          expect(timeline.reportAt(update)).toBeGreaterThan(report - 1e-3);
          // The evaluation before it was too early.
          const before = update - (every ?? stepsPerEpoch);
          expect(before <= after || timeline.reportAt(before) < report).toBe(true);
        },
      ),
    );
  });
});
