import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortDuration, shortNumber, table, toJson } from '../../../src-main/cli/output.ts';

describe('JSON of the command line', () => {
  it('names what JSON has no numbers for, and keeps −0', () => {
    expect(toJson({ a: Number.NaN, b: Infinity, c: -Infinity, d: -0, e: 0 })).toBe(
      '{"a":"NaN","b":"Infinity","c":"-Infinity","d":-0,"e":0}',
    );
    expect(Object.is((JSON.parse(toJson({ d: -0 })) as { d: number }).d, -0)).toBe(true);
  });

  it('writes typed arrays as arrays', () => {
    expect(toJson({ x: Float64Array.of(1, Number.NaN) })).toBe('{"x":[1,"NaN"]}');
  });

  it('is what JSON is for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(toJson(value))).toEqual(value);
      }),
    );
  });
});

describe('a table', () => {
  it('has its columns under each other, numbers to the right, whatever the script', () => {
    expect(
      table(
        ['run', 'name'],
        [
          ['1', 'iris'],
          ['12', '唐诗'],
        ],
      ),
    ).toBe('run  name\n  1  iris\n 12  唐诗');
  });
});

describe('short words', () => {
  it('tell a number with four digits and every non-number by its name', () => {
    expect([0.123456, 1e-5, 12345678.5, 3, -0, Number.NaN, Infinity, null].map(shortNumber)).toEqual([
      '0.1235',
      '1.000e-5',
      '1.235e+7',
      '3',
      '-0',
      'NaN',
      'Infinity',
      '—',
    ]);
  });

  it('tell a duration in the unit a person would', () => {
    expect([900, 59_000, 61_000, 3_720_000, null].map(shortDuration)).toEqual([
      '0.9 s',
      '59 s',
      '1m 01s',
      '1h 02m',
      '—',
    ]);
  });
});
