import { describe, expect, it } from 'vitest';
import { describeText } from '../../../src-main/engine/dataset/text-figures.ts';
import { repeatedParagraphs } from '../../../src-main/engine/dataset/text-leakage.ts';

describe('a text', () => {
  it('is described by characters, words, lengths of lines and lines that come again', () => {
    const line = 'The cat saw the other cat.';
    expect(describeText(`${line}\n\nIt's so\n${line}\n`)).toEqual({
      characters: expect.arrayContaining([{ value: ' ', count: 11 }]) as unknown,
      words: [
        { value: 'cat', count: 4 },
        { value: 'the', count: 4 },
        { value: 'other', count: 2 },
        { value: 'saw', count: 2 },
        { value: "it's", count: 1 },
        { value: 'so', count: 1 },
      ],
      wordCount: 14,
      distinctWords: 6,
      lineLengths: { count: 3, min: 7, median: 26, max: 26, histogram: [1, ...Array<number>(18).fill(0), 2] },
      repeatedLines: [{ value: line, count: 2 }],
    });
  });

  it('in a script without spaces has characters, and no words', () => {
    const { characters, words } = describeText('床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n');
    expect(characters.slice(0, 4).map(({ count }) => count)).toEqual([2, 2, 2, 2]);
    expect(words).toEqual([]);
  });
});

describe('paragraphs held out', () => {
  it('that were trained on are named, whatever their line ends', () => {
    const [warning] = repeatedParagraphs(
      'First paragraph of\nthe text.\n\nSecond paragraph of the text.',
      'First paragraph of the text.\n\nA third paragraph, new.',
    );
    expect(warning?.message).toContain('One paragraph held out (50.0 %) is also in the training text');
    expect(warning?.message).toContain('"First paragraph of the text."');
  });

  it('that are short may come again: verses of one name, a rule between poems', () => {
    expect(repeatedParagraphs('《春》\n%\n', '《春》\n%\n')).toEqual([]);
  });
});
