import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { SearchSpaceInput } from '#contract/sweep.ts';
import { stream } from '../../../src-main/base/random.ts';
import { issuesOf } from '../../../src-main/base/input-error.ts';
import { spaceOf, variedSpace } from '../../support/search-space.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

function refusal(space: SearchSpaceInput, constraints: readonly string[] = []): unknown {
  try {
    spaceOf(space, constraints);
    return null;
  } catch (error) {
    return error instanceof CodedError ? issuesOf(error).map(({ path, said }) => [path, said?.code]) : error;
  }
}

describe('a search space', () => {
  it('decodes any coordinates to params of its own, which encode to the same params again', () => {
    const space = variedSpace();
    fc.assert(
      fc.property(fc.array(unit, { minLength: space.axes.length, maxLength: space.axes.length }), (units) => {
        const params = space.decode(units);
        expect(space.allows(params) ? space.problem(params) : null).toBeNull();
        const again = space.decode(space.encode(params));
        for (const [name, value] of Object.entries(params)) {
          if (typeof value === 'number') expect(again[name]).toBeCloseTo(value, 9);
          else expect(again[name]).toBe(value);
        }
      }),
    );
  });

  it('has a param exactly where its condition holds', () => {
    const space = variedSpace();
    const random = stream(3, 'conditions');
    for (let i = 0; i < 50; i++) {
      const params = space.draw(random);
      expect('momentum' in params).toBe(params['opt'] === 'sgd');
    }
  });

  it('takes a condition away with the param that it names', () => {
    const space = spaceOf({
      a: { type: 'boolean' },
      b: { type: 'boolean', when: { param: 'a', is: true } },
      c: { type: 'int', low: 1, high: 3, when: { param: 'b', in: [true, false] } },
    });
    expect(space.decode([0, 1, 1])).toEqual({ a: false });
    expect(space.decode([1, 0, 1])).toEqual({ a: true, b: false, c: 3 });
  });

  it('steps in decimal numbers, without the dust of binary ones', () => {
    const [axis] = spaceOf({ x: { type: 'float', low: 0, high: 1, step: 0.1 } }).axes;
    expect(Array.from({ length: 11 }, (_, index) => axis?.valueOf(index))).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
    expect(axis?.indexOf(0.1 + 0.2)).toBe(3);
  });

  it('gives every whole number its share of a logarithm', () => {
    const [axis] = spaceOf({ x: { type: 'int', low: 1, high: 4, log: true } }).axes;
    const share = (low: number, high: number) => Math.log(high / low) / Math.log(4.5 / 0.5);
    for (let index = 0; index < 4; index++) {
      expect((axis?.edge(index + 1) ?? 0) - (axis?.edge(index) ?? 0)).toBeCloseTo(
        share(index + 0.5, index + 1.5),
        12,
      );
    }
  });

  it('spreads a normal param as a normal distribution, cut off at its bounds', () => {
    const space = spaceOf({
      x: { type: 'float', distribution: 'normal', mean: 2, deviation: 0.5, low: 1, high: 10 },
    });
    expect(space.decode([0.5])['x']).toBeCloseTo(2.0142, 3);
    expect(space.decode([0])['x']).toBeCloseTo(1, 12);
    const random = stream(0, 'normal');
    const values = Array.from({ length: 2000 }, () => Number(space.draw(random)['x']));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(2.03, 1);
  });

  it('says what is wrong with params that a user gives', () => {
    const space = variedSpace();
    const good = space.draw(stream(0, 'good'));
    const code = (params: object) => {
      const error = space.problem({ ...good, ...params });
      return error instanceof CodedError
        ? issuesOf(error).map(({ path, said }) => [path, said?.code])
        : error;
    };
    expect(code({})).toBeNull();
    expect(code({ lr: 2 })).toEqual([['lr', 'sweep.paramOutside']]);
    expect(code({ batch: 48 })).toEqual([['batch', 'sweep.paramOutside']]);
    expect(code({ extra: 1 })).toEqual([['extra', 'sweep.paramUnknown']]);
    expect(code({ opt: 'adam', momentum: 0.9 })).toEqual([['momentum', 'sweep.paramNotInUse']]);
    expect(code({ batch: 128, accumulation: 16 })).toEqual([['constraints', 'sweep.constraintBroken']]);
  });

  it.each<[string, SearchSpaceInput, [string, string]]>([
    ['nothing at all', {}, ['space', 'sweep.emptySpace']],
    [
      'bounds the wrong way round',
      { x: { type: 'float', low: 1, high: 0 } },
      ['space.x.low', 'sweep.boundsOrder'],
    ],
    ['a bound that is missing', { x: { type: 'float', low: 1 } }, ['space.x.high', 'sweep.boundsNeeded']],
    [
      'a logarithm of zero',
      { x: { type: 'float', low: 0, high: 1, log: true } },
      ['space.x.low', 'sweep.logPositive'],
    ],
    [
      'steps in a logarithm',
      { x: { type: 'float', low: 1, high: 2, log: true, step: 1 } },
      ['space.x.step', 'sweep.logStep'],
    ],
    [
      'a normal distribution without its mean',
      { x: { type: 'float', distribution: 'normal', deviation: 1 } },
      ['space.x.mean', 'sweep.normalNeeds'],
    ],
    [
      'the same choice twice',
      { x: { type: 'categorical', choices: [1, 1] } },
      ['space.x.choices', 'sweep.choicesTwice'],
    ],
    [
      'a default beyond the bounds',
      { x: { type: 'int', low: 1, high: 3, default: 4 } },
      ['space.x.default', 'sweep.defaultOutside'],
    ],
    [
      'a condition on nobody',
      { x: { type: 'boolean', when: { param: 'y', is: 1 } } },
      ['space.x.when.param', 'sweep.conditionUnknown'],
    ],
    [
      'a condition that never holds',
      {
        x: { type: 'boolean', when: { param: 'y', is: 'c' } },
        y: { type: 'categorical', choices: ['a', 'b'] },
      },
      ['space.x.when', 'sweep.conditionNever'],
    ],
    [
      'conditions in a circle',
      {
        x: { type: 'boolean', when: { param: 'y', is: true } },
        y: { type: 'boolean', when: { param: 'x', is: true } },
      },
      ['space.x.when', 'sweep.conditionCircle'],
    ],
  ])('refuses %s and names the field', (_, space, [path, code]) => {
    expect(refusal(space)).toEqual([[path, code]]);
  });

  it('refuses constraints that nothing keeps to', () => {
    expect(refusal({ x: { type: 'int', low: 1, high: 3 } }, ['x > 3'])).toEqual([
      ['constraints', 'sweep.constraintsNever'],
    ]);
  });
});
