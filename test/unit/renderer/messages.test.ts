import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { parse as parseSvelte } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { formatMessage, preferredLanguage } from '../../../src-renderer/messages/format-message.ts';

const root = resolve(import.meta.dirname, '../../../src-renderer');
const read = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, 'messages', name), 'utf8')) as Record<string, string>;
const en = read('en.json');
const zh = read('zh-CN.json');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' });

describe('the texts of the window', () => {
  it('exist under the same keys in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('take the same arguments in both languages', () => {
    const differing = Object.keys(en).filter(
      (key) => argumentsOf(en[key] ?? '').join() !== argumentsOf(zh[key] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('are none of them empty', () => {
    const empty = [...Object.entries(en), ...Object.entries(zh)].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('are in Chinese where they are not names, units or symbols', () => {
    const untranslated = Object.keys(en).filter((key) => {
      const text = zh[key] ?? '';
      // Two words of Latin letters in a row without a Chinese character are English left over.
      return text === en[key] && /[a-z]{2,} [a-z]{2,}/.test(text) && !/^new\.tagsExample$/.test(key);
    });
    expect(untranslated).toEqual([]);
  });

  it('count in the way of their language', () => {
    expect([0, 1, 2].map((count) => formatMessage('en', 'bar.running', { count }))).toEqual([
      'No run in progress',
      '1 run in progress',
      '2 runs in progress',
    ]);
    expect(formatMessage('zh-CN', 'bar.running', { count: 2 })).toBe('2 个运行进行中');
  });

  it('exist where the code names them', () => {
    const code = sources
      .filter((name) => /\.(svelte|ts)$/.test(name))
      .map((name) => readFileSync(join(root, name), 'utf8'))
      .join('\n');
    const named = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '');
    expect(named.filter((key) => !Object.hasOwn(en, key))).toEqual([]);
  });
});

describe('the language of a new window', () => {
  it.each([
    [['de-CH', 'zh-TW', 'en'], 'zh-CN'],
    [['en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('for a browser of %j is %s', (wanted, language) => {
    expect(preferredLanguage(wanted)).toBe(language);
  });
});

describe('components', () => {
  const files = sources.filter((name) => name.endsWith('.svelte'));

  it.each(files)('%s has no text of its own', (name) => {
    expect(literalTexts(readFileSync(join(root, name), 'utf8'))).toEqual([]);
  });

  it('would be caught with a text or a label of their own', () => {
    expect(
      literalTexts('<p>Hello</p><button aria-label="Close"></button><input placeholder={`some words`} />'),
    ).toEqual(['Hello', 'aria-label: Close', 'placeholder: some words']);
  });
});

/** Sorted `name:type` of the arguments, also within plurals. */
function argumentsOf(text: string): readonly string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      // A plural in one language may be a plain number in another: only the name has to agree.
      names.add(element.value);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
    }
  };
  visit(parse(text, { ignoreTag: true }));
  return [...names].sort();
}

const spoken = new Set([
  'title',
  'aria-label',
  'placeholder',
  'alt',
  'label',
  'aria-description',
  'aria-roledescription',
]);

/** Letters that a person would read, written in the markup instead of a message. */
function literalTexts(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    const record = node as Record<string, unknown>;
    if (record['type'] === 'Text' && typeof record['data'] === 'string' && /\p{L}{2}/u.test(record['data'])) {
      found.push(record['data'].trim());
    }
    if (record['type'] === 'Attribute') {
      const texts = spoken.has(String(record['name'])) ? attributeTexts(record['value']) : [];
      found.push(...texts.map((text) => `${String(record['name'])}: ${text}`));
      return;
    }
    // Styles set on an element are read by the browser alone.
    if (record['type'] === 'StyleDirective') return;
    for (const [key, value] of Object.entries(record)) if (key !== 'parent') visit(value);
  };
  visit(parseSvelte(source, { modern: true }).fragment);
  return found;
}

function attributeTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((part: unknown) => {
    if (typeof part !== 'object' || part === null) return [];
    const { type, data, expression } = part as { type?: string; data?: string; expression?: unknown };
    if (type === 'Text') return /\p{L}{2}/u.test(data ?? '') ? [data ?? ''] : [];
    const literal = expression as {
      type?: string;
      value?: unknown;
      quasis?: { value: { cooked: string } }[];
    };
    if (literal?.type === 'Literal' && typeof literal.value === 'string') return [literal.value];
    return (literal?.quasis ?? [])
      .map(({ value: { cooked } }) => cooked)
      .filter((text) => /\p{L}{2}/u.test(text));
  });
}
