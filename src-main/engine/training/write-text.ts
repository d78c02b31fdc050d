import type { SamplingSpec } from '#contract/training.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Model, Weights } from '../model/model.ts';
import { sampleText } from '../model/sample-text.ts';
import type { Tokenizer } from '../preprocessing/text/tokenizer.ts';

export interface Writing extends Omit<SamplingSpec, 'prompt'> {
  /** At least one id. */
  readonly prompt: Int32Array;
  readonly contextLength: number;
  readonly random: RandomStream;
}

/** The first token of a text, or as many as its first character takes. */
export function firstTokens(tokenizer: Tokenizer, text: string): Int32Array {
  const ids = tokenizer.encode(text);
  let taken = 1;
  if (tokenizer.unknown === null) {
    while (taken < ids.length && tokenizer.decode(ids.subarray(0, taken)).endsWith('\uFFFD')) taken++;
  }
  return ids.subarray(0, taken);
}

/** What a language model writes after a prompt, without it; the same stream gives the same text. */
export function writeText(model: Model, weights: Weights, tokenizer: Tokenizer, writing: Writing): string {
  const ids = sampleText(model, weights, [...writing.prompt], {
    ...writing,
    forbidden: tokenizer.unknown === null ? [] : [tokenizer.unknown],
  });
  // A prompt may end within a character, whose bytes go on in what is written.
  const whole = tokenizer.decode([...writing.prompt, ...ids]);
  const begun = tokenizer.decode(writing.prompt);
  return whole.startsWith(begun) ? whole.slice(begun.length) : tokenizer.decode(ids);
}
