import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { say, type Sentence } from '#contract/sentence.ts';
import { formatSentence } from '../../../src-renderer/messages/format-sentence.ts';

const root = resolve(import.meta.dirname, '../../..');
const chinese = JSON.parse(
  readFileSync(resolve(root, 'src-renderer/messages/core.zh-CN.json'), 'utf8'),
) as Record<string, string>;

/** What a value of a sentence may be: its choices, where it is one of several words. */
interface ValueType {
  readonly isList: boolean;
  readonly choices: readonly string[];
}

const catalogue = readCatalogue();

describe('sentences of the core', () => {
  it('have Chinese, each of them, and none that the core does not say', () => {
    expect(Object.keys(chinese).sort()).toEqual([...catalogue.keys()].sort());
  });

  it('name in Chinese only values that they have', () => {
    const unknown = Object.entries(chinese).flatMap(([code, text]) =>
      [...usesOf(text).keys()].filter((name) => !named(code).has(name)).map((name) => `${code}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('lose no value in Chinese', () => {
    const lost = [...catalogue].flatMap(([code, values]) => {
      const used = usesOf(chinese[code] ?? '');
      return [...values.keys()].filter((name) => !used.has(name)).map((name) => `${code}: ${name}`);
    });
    expect(lost).toEqual([]);
  });

  it('have a Chinese word for every choice of the core, or for all others', () => {
    const missing = Object.entries(chinese).flatMap(([code, text]) =>
      [...usesOf(text)].flatMap(([name, options]) => {
        const choices = catalogue.get(code)?.get(name)?.choices ?? [];
        if (options === null) return choices.length > 0 ? [`${code}: {${name}} shows an English word`] : [];
        return options
          .filter((option) => choices.length > 0 && option !== 'other' && !choices.includes(option))
          .map((option) => `${code}: ${name} is never ${option}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  it('write numbers and lists in the way of the language', () => {
    expect(inChinese(say('dataset.missing', { column: 'age', count: 12345 }))).toBe(
      '列“age”有 12,345 个缺失值。',
    );
    expect(inChinese(say('run.rateLowered', { step: 4096, rate: 0.00012 }))).toBe(
      '所关注的指标不再改善，第 4,096 步后学习率降为 0.00012。',
    );
    expect(inChinese(say('steps.oneHot', { columns: ['a', 'b'] }))).toContain('a、b');
    expect(formatSentence('en', say('steps.oneHot', { columns: ['a', 'b'] }))).toContain('a, b');
  });

  it('keep their own words where the window does not know them', () => {
    expect(inChinese({ message: 'Of an earlier version.' })).toBe('Of an earlier version.');
    expect(inChinese({ message: 'Of a later one.', said: { code: 'run.later', values: {} } })).toBe(
      'Of a later one.',
    );
  });
});

function inChinese(sentence: Sentence): string {
  return formatSentence('zh-CN', sentence);
}

/** The names that a text may use: those of the values, and the length of each list. */
function named(code: string): ReadonlySet<string> {
  const values = catalogue.get(code) ?? new Map<string, ValueType>();
  return new Set([...values].flatMap(([name, { isList }]) => (isList ? [name, `${name}Count`] : [name])));
}

/** The values that an ICU text uses, with the options where it chooses by them. */
function usesOf(text: string): Map<string, readonly string[] | null> {
  const uses = new Map<string, readonly string[] | null>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.argument && !uses.has(element.value)) uses.set(element.value, null);
      if (element.type === TYPE.select || element.type === TYPE.plural) {
        const options = element.type === TYPE.select ? Object.keys(element.options) : [];
        uses.set(element.value, options);
        for (const { value } of Object.values(element.options)) visit(value);
      }
    }
  };
  visit(parse(text, { ignoreTag: true }));
  return uses;
}

/** Codes and values of `say`, from the types of the catalogue, which no value tells at run time. */
function readCatalogue(): ReadonlyMap<string, ReadonlyMap<string, ValueType>> {
  const path = resolve(root, 'src-main/contract/sentence.ts');
  const program = ts.createProgram([path], {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const sentences =
    module === undefined
      ? undefined
      : checker.getExportsOfModule(module).find(({ name }) => name === 'sentences');
  if (source === undefined || sentences === undefined) throw new Error('the catalogue was not found');
  const codes = checker.getTypeOfSymbolAtLocation(sentences, source).getProperties();
  return new Map(
    codes.map((code) => {
      const [signature] = checker.getTypeOfSymbolAtLocation(code, source).getCallSignatures();
      const [parameter] = signature?.getParameters() ?? [];
      const values =
        parameter === undefined ? [] : checker.getTypeOfSymbolAtLocation(parameter, source).getProperties();
      return [
        code.name,
        new Map(
          values.map((value) => {
            const type = checker.getTypeOfSymbolAtLocation(value, source);
            const members = type.isUnion() ? type.types : [];
            return [
              value.name,
              {
                isList: checker.isArrayType(type),
                choices: members.every((member) => member.isStringLiteral())
                  ? members.map((member) => String((member as ts.StringLiteralType).value))
                  : [],
              },
            ];
          }),
        ),
      ];
    }),
  );
}
