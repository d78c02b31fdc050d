import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { scheduleSpecSchema } from '#contract/training.ts';
import { scheduleFactor } from '../../../src-main/engine/optimizer/schedule.ts';

function factors(schedule: unknown, total: number): number[] {
  const spec = v.parse(scheduleSpecSchema, schedule);
  return Array.from({ length: total }, (_, done) => Number(scheduleFactor(spec, done, total).toFixed(9)));
}

describe('a schedule', () => {
  it('is constant', () => {
    expect(factors({ kind: 'constant' }, 4)).toEqual([1, 1, 1, 1]);
  });

  it('steps down', () => {
    expect(factors({ kind: 'step', everySteps: 2, factor: 0.1 }, 6)).toEqual([1, 1, 0.1, 0.1, 0.01, 0.01]);
  });

  it('decays exponentially', () => {
    expect(factors({ kind: 'exponential', decay: 0.5 }, 4)).toEqual([1, 0.5, 0.25, 0.125]);
  });

  it('follows half a cosine to its final factor', () => {
    expect(factors({ kind: 'cosine' }, 4)).toEqual([
      1,
      Number(((1 + Math.SQRT1_2) / 2).toFixed(9)),
      0.5,
      Number(((1 - Math.SQRT1_2) / 2).toFixed(9)),
    ]);
    expect(factors({ kind: 'cosine', final: 0.2 }, 4)[2]).toBeCloseTo(0.6, 9);
    const spec = v.parse(scheduleSpecSchema, { kind: 'cosine', final: 0.2 });
    expect(scheduleFactor(spec, 4, 4)).toBeCloseTo(0.2, 12);
  });

  it('warms up linearly before any of them', () => {
    expect(factors({ kind: 'constant', warmupSteps: 4 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
    expect(factors({ kind: 'cosine', warmupSteps: 2 }, 4)).toEqual([0.5, 1, 1, 0.5]);
  });
});
