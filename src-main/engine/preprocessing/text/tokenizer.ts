import type { PreprocessingStep } from '#contract/training.ts';
import { openBytePairs, type FittedBytePairs } from './byte-pairs.ts';
import { openBytes, type FittedBytes } from './bytes.ts';
import { fitCharacters, openCharacters, type FittedCharacters } from './characters.ts';
import { learnBytePairs } from './learn-byte-pairs.ts';
import { fitWords, openWords, type FittedWords } from './words.ts';

/** How a text becomes ids, with what was learned from the training text, as plain JSON: saved with every checkpoint. */
export type FittedText = FittedCharacters | FittedBytes | FittedWords | FittedBytePairs;

/** A way to cut text into tokens, each of which has an id from 0 up to `count`. */
export interface Tokenizer {
  readonly count: number;
  /** What its tokens are called, for messages: characters, bytes, words, tokens. */
  readonly plural: string;
  /** The id of whatever has no id of its own; null where everything has one. */
  readonly unknown: number | null;
  /** What happens to the unknown at prediction. */
  readonly unseen: 'own' | 'error';
  encode(text: string): Int32Array;
  /** The text that ids stand for; the unknown and torn characters become the replacement character. */
  decode(ids: Iterable<number>): string;
  /** The pieces that `encode` makes of a text, one per id: as they are in the text, or bytes of a torn character in hex. */
  pieces(text: string): readonly string[];
  /** By id: characters (code points) that it stands for. A character in several tokens counts where it begins; the unknown stands for none. */
  readonly characters: Float64Array;
}

export const textSteps = ['characters', 'bytes', 'words', 'bytePairs'] as const;
export type TextStep = Extract<PreprocessingStep, { step: (typeof textSteps)[number] }>;

export function isTextStep(step: PreprocessingStep): step is TextStep {
  return textSteps.some((name) => name === step.step);
}

/** Learns from the training text alone what a step of the spec leaves to the data. */
export function fitText(step: TextStep, text: string): FittedText {
  switch (step.step) {
    case 'characters':
      return {
        ...fitCharacters(text, step.minCount),
        ...(step.unseen === 'error' ? { unseen: 'error' } : {}),
      };
    case 'bytes':
      return { kind: 'text', tokenizer: 'bytes' };
    case 'words':
      return fitWords(text, step);
    case 'bytePairs':
      return { kind: 'text', tokenizer: 'bytePairs', merges: learnBytePairs(text, step) };
    default:
      return step satisfies never;
  }
}

export function openTokenizer(fitted: FittedText): Tokenizer {
  switch (fitted.tokenizer) {
    case 'bytes':
      return openBytes();
    case 'words':
      return openWords(fitted);
    case 'bytePairs':
      return openBytePairs(fitted);
    default:
      return openCharacters(fitted);
  }
}
