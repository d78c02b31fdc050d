import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import { headings, linkTarget, slug } from '../../../src-renderer/components/markdown/headings.ts';

const guide = resolve(import.meta.dirname, '../../../resources/guide');

describe('a link of the guide', () => {
  it.each([
    ['https://example.org/a', { href: 'https://example.org/a', external: true }],
    ['2-training-spec.md', { href: '#/guide/2-training-spec', external: false }],
    ['./2-training-spec.md#when', { href: '#/guide/2-training-spec~when', external: false }],
    ['http://example.org', null],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['data:text/html,x', null],
    ['../secret', null],
  ])('%s leads to %j', (address, target) => {
    expect(linkTarget(address)).toEqual(target);
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
