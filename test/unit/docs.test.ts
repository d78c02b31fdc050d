import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src-main/cli/commands/index.ts';

const root = resolve(import.meta.dirname, '../..');
const guides = ['en', 'zh'].flatMap((language) =>
  readdirSync(join(root, 'resources/guide', language)).map((file) => `resources/guide/${language}/${file}`),
);
const documents = ['README.md', 'CHANGELOG.md', 'src-main/DESIGN.md', 'src-renderer/DESIGN.md', ...guides];

describe('the documents', () => {
  it('link to nothing in the project that is not there', () => {
    const missing = documents.flatMap((document) => {
      const text = readFileSync(join(root, document), 'utf8');
      return [...text.matchAll(/\]\(([^)#\s]+)\)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !/^[a-z]+:/i.test(target))
        .filter((target) => !existsSync(join(root, dirname(document), target)))
        .map((target) => `${document}: ${target}`);
    });
    expect(missing).toEqual([]);
  });

  it('name no command that there is not', () => {
    const known = commands.map(({ name }) => name);
    const unknown = documents.flatMap((document) =>
      [...readFileSync(join(root, document), 'utf8').matchAll(/npx descent ([a-z]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !known.includes(name))
        .map((name) => `${document}: descent ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});
