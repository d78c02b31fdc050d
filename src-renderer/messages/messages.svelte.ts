import {
  formatMessage,
  isMessageKey,
  languages,
  type Language,
  type MessageKey,
  type MessageValues,
} from './format-message.ts';

let current = $state<Language>('en');

/** The language of the window. Reading it in a template or a `$derived` makes that follow the language. */
export const language = {
  get tag(): Language {
    return current;
  },
  set tag(tag: Language) {
    current = tag;
  },
  /** The language of samples and guide pages, which the core calls by its short name. */
  get guide(): 'en' | 'zh' {
    return languages.find(({ tag }) => tag === current)?.guide ?? 'en';
  },
};

/** A text of the window in the language of the moment. */
export function t(key: MessageKey, values?: MessageValues): string {
  return formatMessage(current, key, values);
}

/** A text whose key is put together from a kind; `fallback` (the kind itself) where there is no such text. */
export function tMaybe(key: string, fallback: string): string {
  return isMessageKey(key) ? formatMessage(current, key) : fallback;
}
