import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { preprocessingStepSchema } from '#contract/training.ts';
import { previewText } from '../../../src-main/engine/preprocessing/text/preview.ts';
import {
  fitText,
  isTextStep,
  openTokenizer,
  textSteps,
  type FittedText,
  type Tokenizer,
} from '../../../src-main/engine/preprocessing/text/tokenizer.ts';
import { wordsOf } from '../../../src-main/engine/dataset/words.ts';
import { resourcesDirectory } from '../../support/dataset-files.ts';

interface Reference {
  readonly probe: string;
  readonly words: string;
  readonly bytePairs: Readonly<
    Record<
      string,
      {
        readonly vocabularySize: number;
        readonly minCount: number;
        readonly merges: readonly (readonly [number, number])[];
        readonly count: number;
        readonly ids: readonly number[];
        readonly tokensOfText: number;
      }
    >
  >;
}

// Written by text.py, in this shape.
const reference = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../reference/text.json'), 'utf8'),
) as Reference;
const poems = readFileSync(resolve(resourcesDirectory, 'samples/tang300.txt'), 'utf8').replaceAll(
  '\r\n',
  '\n',
);

function fitted(step: object, text: string): FittedText {
  const parsed = v.parse(preprocessingStepSchema, step);
  if (!isTextStep(parsed)) throw new Error('no step of text');
  return fitText(parsed, text);
}
const tokenizerOf = (step: object, text: string): Tokenizer => openTokenizer(fitted(step, text));

describe('byte pair encoding', () => {
  it.each(Object.entries(reference.bytePairs))(
    'learns the merges of the tokenizers library and gives its ids: %s',
    (name, { vocabularySize, minCount, merges, count, ids, tokensOfText }) => {
      const text = name === 'poems' ? [...poems].slice(0, 6000).join('') : reference.words;
      const learned = fitted({ step: 'bytePairs', vocabularySize, minCount }, text);
      expect(learned).toEqual({ kind: 'text', tokenizer: 'bytePairs', merges });
      const tokenizer = openTokenizer(learned);
      expect(tokenizer.count).toBe(count);
      expect([...tokenizer.encode(reference.probe)]).toEqual(ids);
      expect(tokenizer.encode(text)).toHaveLength(tokensOfText);
    },
  );

  it('leaves nothing unknown: what training never saw comes back as it went in', () => {
    const tokenizer = tokenizerOf({ step: 'bytePairs', vocabularySize: 400 }, poems.slice(0, 2000));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.toWellFormed());
      }),
    );
  });

  it('makes its tokens of pieces: bytes of a torn character are shown in hex', () => {
    const tokenizer = tokenizerOf({ step: 'bytePairs', vocabularySize: 300 }, 'ab '.repeat(50));
    expect(tokenizer.pieces('ab ab月')).toEqual(['ab', ' ab', 'E6', '9C', '88']);
  });
});

describe('every tokenizer', () => {
  it.each(textSteps)('gives a text of its own training back: %s', (step) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (drawn) => {
        const text = drawn.toWellFormed();
        const tokenizer = tokenizerOf(step === 'words' ? { step, minCount: 1 } : { step }, text);
        const ids = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(tokenizer.pieces(text)).toHaveLength(ids.length);
        expect(ids.every((id) => id >= 0 && id < tokenizer.count)).toBe(true);
      }),
    );
  });

  it.each(textSteps)('counts the characters that its tokens stand for: %s', (step) => {
    const text = 'In the beginning, naïve 猫 🙂🙂 e\u0301nd.\n';
    const tokenizer = tokenizerOf(step === 'words' ? { step, minCount: 1 } : { step }, text);
    const spelled = tokenizer.encode(text).reduce((sum, id) => sum + (tokenizer.characters[id] ?? 0), 0);
    expect(spelled).toBe([...text].length);
  });

  it('is the same after it was saved', () => {
    for (const step of textSteps) {
      const learned = fitted({ step }, poems.slice(0, 3000));
      const loaded = JSON.parse(JSON.stringify(learned)) as FittedText;
      expect(openTokenizer(loaded).encode(poems)).toEqual(openTokenizer(learned).encode(poems));
    }
  });
});

describe('characters', () => {
  it('that are rarer than minCount, or new, share the id 0, which stands for no character', () => {
    const tokenizer = tokenizerOf({ step: 'characters', minCount: 2 }, 'abracadabra');
    expect([...tokenizer.encode('racz')]).toEqual([3, 1, 0, 0]);
    expect(tokenizer.decode([1, 0])).toBe('a\uFFFD');
    expect([...tokenizer.characters]).toEqual([0, 1, 1, 1]);
  });
});

describe('words', () => {
  it('are Unicode words with the space before them, and characters where a script has no spaces', () => {
    expect(wordsOf("Don't stop, Łódź!  月落乌啼 x_1\n")).toEqual([
      "Don't",
      ' stop',
      ',',
      ' Łódź',
      '!',
      ' ',
      ' ',
      '月',
      '落',
      '乌',
      '啼',
      ' x_1',
      '\n',
    ]);
  });

  it('that are too rare or beyond the size are unknown; the commonest come first', () => {
    const text = 'b b b b a a c c d';
    expect(fitted({ step: 'words' }, text)).toMatchObject({ vocabulary: [' b', ' a', ' c'] });
    expect(fitted({ step: 'words', vocabularySize: 1 }, text)).toMatchObject({ vocabulary: [' b'] });
    expect([...tokenizerOf({ step: 'words', minCount: 1 }, text).encode('b z')]).toContain(0);
  });
});

it('a preview shows the beginning in pieces and says how much is unknown', () => {
  const tokenizer = tokenizerOf({ step: 'characters', minCount: 2 }, 'aabbc');
  const [train, held] = [tokenizer.encode('aabbc'), tokenizer.encode('abxy')];
  expect(previewText(tokenizer, 'aabbc', train, held)).toEqual({
    kind: 'characters',
    vocabulary: 3,
    trainTokens: 5,
    heldTokens: 4,
    trainCharacters: 5,
    trainBytes: 5,
    unknownShare: 0.5,
    pieces: [{ text: 'a' }, { text: 'a' }, { text: 'b' }, { text: 'b' }, { text: 'c', unknown: true }],
  });
});
