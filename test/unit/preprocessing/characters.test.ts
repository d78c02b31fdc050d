import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCharacters,
  encodeCharacters,
  fitCharacters,
} from '../../../src-main/engine/preprocessing/characters.ts';

describe('characters', () => {
  it('come back as they went in, whatever the script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const fitted = fitCharacters(text, 1);
        expect(decodeCharacters(fitted, encodeCharacters(fitted, text))).toBe(text);
      }),
    );
  });

  it('that are rarer than minCount, or new, share the id 0', () => {
    const fitted = fitCharacters('abracadabra', 2);
    expect(fitted.vocabulary).toEqual(['a', 'b', 'r']);
    expect([...encodeCharacters(fitted, 'racz')]).toEqual([3, 1, 0, 0]);
    expect(decodeCharacters(fitted, [1, 0])).toBe('a\uFFFD');
  });
});
