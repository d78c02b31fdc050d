import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import {
  directiveOf,
  pictureOf,
  headings,
  linkTarget,
} from '../../../src-renderer/components/markdown/headings.ts';
import { slug } from '../../../src-renderer/format/slug.ts';
import { figureNames, strategyPage } from '../../../src-renderer/state/guide/strategy-page.ts';
import {
  optionalParts,
  parts,
  preprocessingKinds,
  textKinds,
} from '../../../src-renderer/state/spec-fields.ts';
import { splitKinds } from '../../../src-main/contract/dataset.ts';

const guide = resolve(import.meta.dirname, '../../../resources/guide');

describe('a link of the guide', () => {
  it.each([
    ['https://example.org/a', { href: 'https://example.org/a', external: true }],
    ['2-training-spec.md', { href: '#/guide/training-spec', external: false }],
    ['./2-training-spec.md#when', { href: '#/guide/training-spec~when', external: false }],
    ['http://example.org', null],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['data:text/html,x', null],
    ['../secret', null],
  ])('%s leads to %j', (address, target) => {
    expect(linkTarget(address)).toEqual(target);
  });
});

describe('a picture of the guide', () => {
  const paragraph = (text: string) =>
    lexer(text).flatMap((token) => ('tokens' in token ? (token.tokens ?? []) : []));

  it('is one of its own, alone in its paragraph; any other address is text', () => {
    expect(pictureOf(paragraph('![A panel](../pictures/change-en.webp)'))).toEqual({
      name: 'change-en',
      text: 'A panel',
    });
    expect(pictureOf(paragraph('![x](https://example.org/a.webp)'))).toBeNull();
    expect(pictureOf(paragraph('![x](../pictures/../../secret.webp)'))).toBeNull();
    expect(pictureOf(paragraph('See ![x](../pictures/change-en.webp)'))).toBeNull();
  });

  it('is there for every place that shows one, in words and as a file', () => {
    for (const language of ['en', 'zh']) {
      for (const name of readdirSync(join(guide, language))) {
        const text = readFileSync(join(guide, language, name), 'utf8');
        for (const [, alt, file = ''] of text.matchAll(/!\[(.*?)\]\(\.\.\/pictures\/(.+?)\)/g)) {
          expect(alt).not.toBe('');
          expect(readdirSync(join(guide, 'pictures'))).toContain(file);
        }
      }
    }
  });
});

describe('the contents of a page', () => {
  it('are its second-level headings', () => {
    const tokens = lexer('# Title\n\n## 1. First thing\n\ntext\n\n### deeper\n\n## 第二件事');
    expect(headings(tokens)).toEqual(['1. First thing', '第二件事']);
    expect(headings(tokens).map(slug)).toEqual(['1-first-thing', '第二件事']);
  });

  it('are as many in both languages, page by page', () => {
    const counts = (language: string): readonly (readonly [string, number])[] =>
      readdirSync(join(guide, language))
        .sort()
        .map((name) => [name, headings(lexer(readFileSync(join(guide, language, name), 'utf8'))).length]);
    expect(counts('zh')).toEqual(counts('en'));
  });
});

describe('the chapter on training strategies', () => {
  const choices = [
    ...Object.entries(parts).flatMap(([part, kinds]) => kinds.map(({ kind }) => `${part}.${kind}`)),
    ...Object.entries(optionalParts).map(([part, absent]) => `${part}.${absent}`),
    ...[...preprocessingKinds, ...textKinds].map(({ kind }) => `preprocessing.${kind}`),
    ...splitKinds.map((kind) => `split.${kind}`),
  ];

  describe.each(['en', 'zh'])('in %s', (language) => {
    const markdown = readFileSync(
      join(
        guide,
        language,
        readdirSync(join(guide, language)).find((file) => file.endsWith(`-${strategyPage}.md`)) ?? '',
      ),
      'utf8',
    );
    const directives = lexer(markdown).flatMap((token) =>
      token.type === 'html' ? [directiveOf(token.raw)] : [],
    );
    const anchors = directives.flatMap((directive) => (directive?.kind === 'anchors' ? directive.names : []));

    it('has a place for every choice of the form, and one only', () => {
      expect(choices.filter((choice) => !anchors.includes(choice))).toEqual([]);
      expect(anchors.filter((anchor, at) => anchors.indexOf(anchor) !== at)).toEqual([]);
    });

    it('has no place for what the form does not know', () => {
      const others = [
        'learningRate',
        'batchSize',
        'earlyStopping',
        'budget',
        'onNonFinite',
        'sampling',
        'checkpoints',
      ];
      expect(anchors.filter((anchor) => !choices.includes(anchor) && !others.includes(anchor))).toEqual([]);
    });

    it('draws every figure once', () => {
      const drawn = directives.flatMap((directive) => (directive?.kind === 'figure' ? [directive.name] : []));
      expect(drawn.sort()).toEqual([...figureNames].sort());
    });
  });

  it.each(['en', 'zh-CN'])('is reached from an explanation of every choice in %s', (language) => {
    const path = resolve(import.meta.dirname, `../../../src-renderer/messages/${language}.json`);
    const messages: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const missing = choices.filter((choice) => !Object.hasOwn(Object(messages), `explain.${choice}`));
    expect(missing).toEqual([]);
  });
});

describe('a comment in a page', () => {
  it.each([
    ['<!-- anchors: a.b c -->', { kind: 'anchors', names: ['a.b', 'c'] }],
    ['<!-- figure: optimizers -->', { kind: 'figure', name: 'optimizers' }],
    ['<!-- figure: <script> -->', null],
    ['<script>alert(1)</script>', null],
    ['<!-- anything else -->', null],
  ])('%s stands for %j', (html, directive) => {
    expect(directiveOf(html)).toEqual(directive);
  });
});
