import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../src-renderer/state/advice/advice-lines.ts';

describe('the lines of a race', () => {
  it('share one grid of all their x, and keep their own values there', () => {
    const line = fc
      .uniqueArray(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 20 })
      .map((x) => [...x].sort((a, b) => a - b))
      .map((x) => ({ run: 0, key: 'loss', x, values: x.map((value) => value / 2) }));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const answer = answerOf(lines);
        for (const [index, { x, values }] of lines.entries()) {
          const drawn = answer.lines[index];
          const found = Array.from(answer.x, (at, place) => [at, drawn?.last[place]] as const).filter(
            ([, value]) => !Number.isNaN(value),
          );
          expect(found).toEqual(x.map((at, place) => [at, values[place]]));
        }
      }),
    );
  });

  it('say where a value was not finite', () => {
    const answer = answerOf([{ run: 0, key: 'loss', x: [1, 2, 3], values: [1, Number.NaN, Infinity] }]);
    expect(answer.lines[0]?.nonFinite).toEqual([
      { x: 2, kind: 'nan' },
      { x: 3, kind: 'inf' },
    ]);
  });
});
