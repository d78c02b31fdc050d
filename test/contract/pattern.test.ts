import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likePattern } from '#contract/pattern/like-pattern.ts';
import { compilePattern } from '#contract/pattern/match-pattern.ts';
import { checkPattern } from '#contract/pattern/parse-pattern.ts';

const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'a',
      'b',
      '1',
      ' ',
      '.',
      '\\d',
      '\\w',
      '\\S',
      '\\b',
      '[ab]',
      '[^a]',
      '[a-c1]',
      '[\\d_]',
      '[^\\W]',
      '^',
      '$',
      '\\.',
      'é',
      '😀',
    ),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'))
      .map(([a, sign]) => `(${a})${sign}`),
  ),
}));
const subject = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', ' ', '_', '.', 'é', 'A', '😀'), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('a regular expression that cannot run away', () => {
  it('finds what the one of JavaScript finds', () => {
    fc.assert(
      fc.property(pattern, subject, (text, given) => {
        expect({ text, given, found: compilePattern(text)(given) }).toEqual({
          text,
          given,
          found: new RegExp(text, 'u').test(given),
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no more steps than states times characters, where others double them with every character', () => {
    const effort = { steps: 0 };
    expect(compilePattern('^(a|a)*(a+)+$')(`${'a'.repeat(5000)}b`, effort)).toBe(false);
    expect(effort.steps).toBeLessThan(5001 * 20);
  });

  it('refuses what it cannot do, with the place', () => {
    const wrong = (text: string) => checkPattern(text) ?? expect.fail(text);
    expect(wrong('(a)\\1')).toEqual({ reason: 'reference', at: 3 });
    expect(wrong('a(?=b)')).toEqual({ reason: 'lookaround', at: 1 });
    expect(wrong('(a')).toEqual({ reason: 'bracket', at: 0 });
    expect(wrong('a)')).toEqual({ reason: 'bracket', at: 1 });
    expect(wrong('[a')).toEqual({ reason: 'set', at: 0 });
    expect(wrong('[b-a]')).toEqual({ reason: 'range', at: 1 });
    expect(wrong('*a')).toEqual({ reason: 'nothingToRepeat', at: 0 });
    expect(wrong('a{3,2}')).toEqual({ reason: 'repeat', at: 1 });
    expect(wrong('\\q')).toEqual({ reason: 'escape', at: 0 });
    expect(wrong('(a{200}){200}').reason).toBe('tooLarge');
    expect(wrong('('.repeat(1000)).reason).toBe('tooLarge');
  });

  it('never throws anything else, whatever the text', () => {
    const sign = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '|',
      '*',
      '+',
      '?',
      '\\',
      '^',
      '-',
      ',',
      '3',
      'a',
      '.',
      '$',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 20 }), (signs) => void checkPattern(signs.join(''))),
      { numRuns: 2000 },
    );
  });

  it('is what % and _ stand for, in upper and lower case', () => {
    const fits = (like: string, text: string) => compilePattern(likePattern(like))(text);
    expect(fits('run 1_%', 'RUN 12 a\nb')).toBe(true);
    expect(fits('50\\%', '50%')).toBe(true);
    expect(fits('50\\%', '500')).toBe(false);
    expect(fits('épreuve', 'ÉPREUVE')).toBe(true);
    expect(fits('a.c', 'abc')).toBe(false);
    expect(fits('%', '')).toBe(true);
    expect(fits('_', '')).toBe(false);
  });
});
