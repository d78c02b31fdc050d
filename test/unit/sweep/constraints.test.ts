import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { parseConstraint } from '../../../src-main/sweep/constraints.ts';

const params = {
  batch: 32,
  accumulation: 4,
  opt: 'sgd',
  bias: true,
  'optimizer.learningRate': 0.01,
  'a-b': 2,
};
const known = [...Object.keys(params), 'momentum'];
const holds = (text: string): boolean => parseConstraint(text, known).holds(params);

describe('a constraint', () => {
  it.each([
    ['batch * accumulation <= 512', true],
    ['batch × accumulation ≤ 127', false],
    ['batch + accumulation * 2 == 40', true],
    ['(batch + accumulation) * 2 == 72', true],
    ['2 ^ 3 ^ 2 == 512', true],
    ['-2 ^ 2 == -4', true],
    ['batch % 3 == 2 and not (accumulation > 4)', true],
    ['1 <= accumulation < 4', false],
    ['opt == "sgd" or batch > 1000', true],
    ["opt != 'sgd'", false],
    ['bias', true],
    ['not bias', false],
    ['optimizer.learningRate * 100 == 1', true],
    ['{a-b} == 2', true],
    ['max(batch, 64) / min(accumulation, 2) == 32', true],
    ['log10(optimizer.learningRate) >= -2.0001', true],
    ['1e2 > .5', true],
  ])('reads %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('says nothing where a param that it names is not in use', () => {
    expect(holds('momentum > 5')).toBe(true);
  });

  it.each([
    ['batch *', 'none'],
    ['batch < unknown', 'unknown'],
    ['(batch < 2', 'none'],
    ['batch < 2 3', '3'],
    ['batch ~ 2', '~ 2'],
    ['constructor(1)', 'constructor'],
  ])('refuses %s and says where', (text, place) => {
    let said: unknown;
    try {
      parseConstraint(text, known);
    } catch (error) {
      said = error instanceof CodedError ? error.said?.values['place'] : error;
    }
    expect(said).toBe(place);
  });

  it('computes sums and products as the language does', () => {
    const number = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const constraint = parseConstraint('a + b * c - a * b >= c', ['a', 'b', 'c']);
        expect(constraint.holds({ a, b, c })).toBe(a + b * c - a * b >= c);
      }),
    );
  });
});
