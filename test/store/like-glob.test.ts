import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likePattern } from '#contract/pattern/like-pattern.ts';
import { compilePattern } from '#contract/pattern/match-pattern.ts';
import { likeGlob } from '../../src-main/query/run-query/like-glob.ts';
import { queryStore } from '../support/query-store.ts';

const db = queryStore();

describe('a pattern of like as one of GLOB', () => {
  it('finds in SQLite what the pattern finds itself', () => {
    const alphabet = fc.constantFrom(
      'a',
      'B',
      'z',
      '7',
      '*',
      '?',
      '[',
      ']',
      '^',
      '-',
      '%',
      '_',
      '\\',
      '唐',
      '😀',
      '\n',
    );
    const text = fc.array(alphabet, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const glob = likeGlob(pattern);
        const found = db.get<{ found: number }>('SELECT @subject GLOB @glob AS found', { subject, glob });
        expect(found?.found === 1).toBe(compilePattern(likePattern(pattern))(subject));
      }),
      { numRuns: 2000 },
    );
  });

  it('is none where letters have cases that a class of characters does not hold', () => {
    expect(likeGlob('straße%')).toBeNull();
    expect(likeGlob('%élan')).toBeNull();
    expect(likeGlob('唐诗%')).toBe('唐诗*');
  });
});
