import { IntlMessageFormat } from 'intl-messageformat';
import type { Said, Sentence, SentenceValue } from '#contract/sentence.ts';
import core from './core.zh-CN.json' with { type: 'json' };
import type { Language, MessageValues } from './format-message.ts';

/** More names than this are counted instead. */
const mostNames = 20;
const texts: Readonly<Record<string, string>> = core;
// A rate such as 0.00012 keeps its digits.
const numbers = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 20 });
const compiled = new Map<string, IntlMessageFormat>();

/**
 * What the core says, in a language of the window. English is the core's own message, and stands in for a sentence that
 * this window does not know: that of a run or a core of another version.
 */
export function formatSentence(language: Language, { message, said }: Sentence): string {
  if (language === 'en' || said === undefined || !Object.hasOwn(texts, said.code)) return message;
  const text = texts[said.code] ?? '';
  let format = compiled.get(said.code);
  if (format === undefined) {
    format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
    compiled.set(said.code, format);
  }
  return String(format.format(argumentsOf(said.values, text)));
}

/**
 * A list is put in as one text, and its length as `…Count`; a number as the language writes it, but where the text
 * chooses by it.
 */
function argumentsOf(values: Said['values'], text: string): MessageValues {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, string | number | boolean][] => {
      if (isList(value)) {
        return [
          [name, enumerated(value)],
          [`${name}Count`, value.length],
        ];
      }
      const plain = typeof value === 'number' && !text.includes(`{${name}, plural,`);
      return [[name, plain ? numbers.format(value) : value]];
    }),
  );
}

function isList(value: SentenceValue): value is readonly string[] {
  return typeof value === 'object';
}

function enumerated(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join('、');
  return names.length > mostNames ? `${shown}等 ${names.length} 个` : shown;
}
