import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { querySeries } from '../../src-main/query/series.ts';
import { createSmoother } from '../../src-main/query/smoothing.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();

/** TensorBoard's rule for one series, written once more: constants and what is not finite stay as they are. */
function smoothedByTensorBoard(values: readonly number[], weight: number): number[] {
  let last = 0;
  let finite = 0;
  const isConstant = values.every((value) => value === values[0]);
  return values.map((value) => {
    if (isConstant || !Number.isFinite(value)) return value;
    last = last * weight + (1 - weight) * value;
    finite += 1;
    return last / (1 - weight ** finite);
  });
}

describe('smoothing', () => {
  it('gives the numbers of the debiased average worked out by hand', () => {
    // 0.4·1 / 0.4; (0.6·0.4 + 0.4·2) / 0.64; (0.6·1.04 + 0.4·4) / 0.784
    const smoothed = createSmoother(0.6)(Float64Array.of(1, 2, 4));
    expect(smoothed[0]).toBeCloseTo(1, 12);
    expect(smoothed[1]).toBeCloseTo(1.625, 12);
    expect(smoothed[2]).toBeCloseTo(2.836734693877551, 12);
  });

  it('is TensorBoard’s, over chunks of any length and past values that are not finite', () => {
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.double({ noNaN: true, min: -100, max: 100 }) },
      fc.constantFrom(NaN, Infinity, -Infinity),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.double({ noNaN: true, min: 0.01, max: 0.9999 }),
        fc.integer({ min: 1, max: 100 }),
        (values, weight, batch) => {
          const run = givenRun(db);
          givenPoints(db, run, 'loss', Array.from(values.keys()), values, batch);
          const request = {
            lines: [{ run, key: 'loss' }],
            x: 'step',
            width: 1000,
            smoothing: weight,
          } as const;
          const smoothed = querySeries(db, { ...request, lines: [...request.lines] }).lines[0]?.smoothed;
          const expected = smoothedByTensorBoard(values, weight);
          for (const [index, at] of expected.entries()) {
            if (Number.isFinite(at)) expect(smoothed?.[index]).toBeCloseTo(at, 8);
            else expect(smoothed?.[index]).toBeNaN();
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not depend on the range or the width that is looked at', () => {
    const run = givenRun(db);
    const values = Array.from({ length: 10_000 }, (_, step) => Math.sin(step / 50) + (step % 7));
    givenPoints(db, run, 'loss', Array.from(values.keys()), values);
    const expected = smoothedByTensorBoard(values, 0.99);
    const smoothedOver = (more: { from?: number; to?: number; width: number }) =>
      querySeries(db, { lines: [{ run, key: 'loss' }], x: 'step', smoothing: 0.99, ...more });
    const whole = smoothedOver({ width: 100 });
    for (const [bucket, left] of whole.x.entries()) {
      const last = Math.min(left + whole.bucketWidth, values.length) - 1;
      expect(whole.lines[0]?.smoothed?.[bucket]).toBeCloseTo(expected[last] ?? NaN, 9);
    }
    const part = smoothedOver({ from: 8000, to: 8050, width: 100 });
    for (const [place, step] of part.x.entries()) {
      expect(part.lines[0]?.smoothed?.[place]).toBeCloseTo(expected[step] ?? NaN, 9);
    }
  });

  it('leaves a constant exactly as it is', () => {
    const run = givenRun(db, { metrics: { loss: Array.from({ length: 50 }, () => 0.1) } });
    const [line] = querySeries(db, {
      lines: [{ run, key: 'loss' }],
      x: 'step',
      width: 100,
      smoothing: 0.9,
    }).lines;
    expect(line?.smoothed).toEqual(line?.last);
  });

  it('has no column where none was asked for', () => {
    const run = givenRun(db, { metrics: { loss: [1, 2] } });
    const [line] = querySeries(db, {
      lines: [{ run, key: 'loss' }],
      x: 'step',
      width: 100,
      smoothing: 0,
    }).lines;
    expect(line).not.toHaveProperty('smoothed');
  });
});
