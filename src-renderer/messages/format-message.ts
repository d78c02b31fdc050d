import { IntlMessageFormat } from 'intl-messageformat';
import en from './en.json' with { type: 'json' };
import zhCn from './zh-CN.json' with { type: 'json' };

export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number | boolean>>;

/** Languages of the window, by their tag; `label` is how its speakers call it. */
export const languages = [
  { tag: 'en', label: 'English', guide: 'en' },
  { tag: 'zh-CN', label: '简体中文', guide: 'zh' },
] as const;
export type Language = (typeof languages)[number]['tag'];

const texts: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, 'zh-CN': zhCn };
const compiled = new Map<string, IntlMessageFormat>();

/** A text of the window in a language, its ICU arguments filled in. */
export function formatMessage(language: Language, key: MessageKey, values?: MessageValues): string {
  const text = texts[language][key];
  // Most texts have no arguments and need no parser.
  if (values === undefined && !text.includes('{') && !text.includes("'")) return text;
  const name = `${language} ${key}`;
  let message = compiled.get(name);
  if (message === undefined) {
    message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
    compiled.set(name, message);
  }
  return String(message.format(values));
}

/** Whether a key is among the messages: for keys put together from a kind ("state.running"). */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** The first of a browser's languages that the window speaks; any Chinese is better than English to its readers. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

export function isLanguage(value: unknown): value is Language {
  return languages.some(({ tag }) => tag === value);
}
