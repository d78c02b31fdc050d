import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Who may import whom; src-main/DESIGN.md says what each room is for. A room may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  base: ['contract'],
  'engine/dataset': ['base', 'contract'],
  'engine/preprocessing': ['base', 'contract', 'engine/dataset'],
  'engine/tensor': ['base', 'contract'],
  'engine/model': ['base', 'contract', 'engine/tensor'],
  'engine/loss': ['base', 'contract', 'engine/tensor'],
  'engine/optimizer': ['base', 'contract', 'engine/tensor'],
  'engine/training': [
    'base',
    'contract',
    'engine/dataset',
    'engine/preprocessing',
    'engine/tensor',
    'engine/model',
    'engine/loss',
    'engine/optimizer',
  ],
  'engine/advice': [
    'base',
    'contract',
    'engine/dataset',
    'engine/tensor',
    'engine/model',
    'engine/loss',
    'engine/optimizer',
    'engine/training',
  ],
  sweep: ['base', 'contract'],
  command: ['base', 'contract'],
  install: ['base', 'contract'],
  interop: ['base', 'contract'],
  meter: ['base', 'contract'],
  artifact: ['base', 'contract'],
  store: ['base', 'contract'],
  report: ['base', 'contract', 'store', 'query', 'renderer/charts', 'renderer/format'],
  recorder: ['base', 'contract', 'store', 'artifact'],
  query: ['base', 'contract', 'store'],
  worker: ['base', 'contract'],
  'worker/entry': ['base', 'contract', 'worker', 'engine/*', 'interop', 'meter'],
  api: [
    'base',
    'contract',
    'engine/*',
    'install',
    'sweep',
    'command',
    'meter',
    'artifact',
    'store',
    'recorder',
    'query',
    'report',
    'worker',
  ],
  serve: ['api', 'contract', 'base'],
  electron: ['api', 'contract', 'base', 'serve', 'launch'],
  cli: ['api', 'contract', 'base', 'serve', 'launch'],
  launch: ['contract', 'base', 'serve'],
  'renderer/client': ['contract'],
  'renderer/format': ['contract'],
  'renderer/messages': ['contract', 'renderer/format'],
  'renderer/charts': ['renderer/components', 'renderer/format', 'renderer/messages', 'contract'],
  'renderer/components': ['renderer/format', 'renderer/messages', 'contract'],
  'renderer/state': [
    'renderer/client',
    'contract',
    'renderer/format',
    'renderer/messages',
    'renderer/charts',
  ],
  'renderer/views': [
    'renderer/state',
    'renderer/components',
    'renderer/charts',
    'renderer/format',
    'renderer/messages',
    'contract',
  ],
  'renderer/app': [
    'renderer/client',
    'renderer/state',
    'renderer/views',
    'renderer/components',
    'renderer/format',
    'renderer/messages',
    'renderer/styles',
    'contract',
  ],
};

/** Packages that only one room may import. */
const onlyIn: Readonly<Record<string, readonly string[]>> = {
  electron: ['electron'],
  'better-sqlite3': ['store'],
  ws: ['serve'],
  uplot: ['renderer/charts'],
};

/** All that the contract is built on: the window is, too, so that nothing of Node's may be among it. */
const contractPackages = ['valibot', '@msgpack/msgpack'];

const files = [...sources('src-main'), ...sources('src-renderer')];
const imports = files.flatMap((file) => importsOf(file).map((specifier) => ({ file, specifier })));

describe('the house', () => {
  it('knows every room that has a file', () => {
    const unknown = [...new Set(files.map(roomOf))].filter((room) => !Object.hasOwn(mayImport, room));
    expect(unknown).toEqual([]);
  });

  it('lets no room import another that its row does not name', () => {
    const wrong = imports.flatMap(({ file, specifier }) => {
      const target = resolveImport(file, specifier);
      if (target === null) return [];
      const from = roomOf(file);
      const to = roomOf(target);
      const allowed = mayImport[from] ?? [];
      const fits = from === to || allowed.some((room) => room === to || matches(room, to));
      return fits ? [] : [`${file} (${from}) imports ${target} (${to})`];
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the packages of one room out of all others', () => {
    const wrong = imports.flatMap(({ file, specifier }) => {
      const rooms = onlyIn[packageOf(specifier)];
      return rooms === undefined || rooms.includes(roomOf(file)) ? [] : [`${file} imports ${specifier}`];
    });
    expect(wrong).toEqual([]);
  });

  it('builds the contract on two small packages and nothing of Node', () => {
    const outside = imports.filter(
      ({ file, specifier }) => roomOf(file) === 'contract' && resolveImport(file, specifier) === null,
    );
    expect([...new Set(outside.map(({ specifier }) => packageOf(specifier)))].sort()).toEqual(
      [...contractPackages].sort(),
    );
  });

  it('lets the window reach Node nowhere and the core reach no bundler syntax', () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        (file.startsWith('src-renderer') && specifier.startsWith('node:')) ||
        (file.startsWith('src-main') && specifier.includes('?')),
    );
    expect(wrong).toEqual([]);
  });

  it('has no file that imports itself through others', () => {
    expect(cycles()).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs|svelte)$/.test(name) && !name.endsWith('.d.ts'))
    .filter((name) => !name.includes('assembly'))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .sort();
}

function roomOf(file: string): string {
  const [top, first, second] = file.split('/');
  if (top === 'src-renderer') return second === undefined ? 'renderer/app' : `renderer/${first ?? ''}`;
  if (second === undefined) return 'cli';
  if (first === 'engine') return `engine/${second}`;
  if (first === 'worker' && second.startsWith('entry')) return 'worker/entry';
  return first ?? '';
}

function matches(pattern: string, room: string): boolean {
  return pattern.endsWith('/*') && room.startsWith(pattern.slice(0, -1));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const scripts = file.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '').join('\n')
    : text;
  return ts.preProcessFile(scripts, true, true).importedFiles.map((imported) => imported.fileName);
}

function resolveImport(file: string, specifier: string): string | null {
  if (specifier.startsWith('#contract/')) return specifier.replace('#contract/', 'src-main/contract/');
  if (!specifier.startsWith('.')) return null;
  const target = relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/');
  // package.json belongs to no room: it may be read for its version.
  return target === 'package.json' ? null : target;
}

/** Cycles of value imports; a type-only import is gone when the program runs. */
function cycles(): string[] {
  const graph = new Map(files.map((file) => [file, valueImports(file)]));
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

function valueImports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const withoutTypes = text.replace(/(import|export) type [\s\S]*?from\s+['"][^'"]+['"];?/g, '');
  return ts
    .preProcessFile(withoutTypes, true, true)
    .importedFiles.map((imported) => resolveImport(file, imported.fileName))
    .filter((target): target is string => target !== null && files.includes(target));
}
