import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../../src-main/engine/dataset/tar.ts';
import { packTar } from '../../../src-renderer/format/tar.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const contents = (files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) =>
  files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]);

describe('files packed by the window', () => {
  it('come back with their names and bytes, however long and in whatever script', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((text) => text.replace(/[/\0\n.]/g, 'x'));
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const file = fc.record({ path, bytes: fc.uint8Array({ maxLength: 1500 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(file, { minLength: 1, maxLength: 8, selector: ({ path: p }) => p }),
        (files) => {
          const found = readTar(packTar(files), 'a.tar').map(({ name, bytes }) => ({
            path: name,
            bytes: [...bytes],
          }));
          const given = files.map(({ path: p, bytes }) => ({ path: p, bytes: [...bytes] }));
          expect(found).toEqual(given.sort((a, b) => (a.path < b.path ? -1 : 1)));
        },
      ),
    );
  });

  it('are the same bytes in whatever order they were chosen', () => {
    const [a, b] = [
      { path: 'x/1.png', bytes: bytesOf('one') },
      { path: 'x/2.png', bytes: bytesOf('two') },
    ] as const;
    expect(packTar([b, a])).toEqual(packTar([a, b]));
  });
});

describe('an archive that the system’s tar has made', () => {
  it.each(['ustar', 'pax', 'gnu'])('is read in the format %s, without hidden files', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'descent-tar-'));
    try {
      const long = `${'a'.repeat(60)}/${'b'.repeat(60)}`;
      for (const [name, text] of [
        ['cat/1.txt', 'one'],
        [`${long}/2.txt`, 'two'],
        ['cat/.hidden', 'no'],
      ] as const) {
        mkdirSync(join(folder, 'pets', name, '..'), { recursive: true });
        writeFileSync(join(folder, 'pets', name), text);
      }
      execFileSync('tar', [`--format=${format}`, '-cf', 'pets.tar', 'pets'], { cwd: folder });
      const files = readTar(new Uint8Array(readFileSync(join(folder, 'pets.tar'))), 'pets.tar');
      expect(contents(files).sort()).toEqual([
        [`pets/${long}/2.txt`, 'two'],
        ['pets/cat/1.txt', 'one'],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('bytes that are no whole archive', () => {
  it.each([
    ['cut off', packTar([{ path: 'a', bytes: new Uint8Array(2000) }]).subarray(0, 1024)],
    ['not an archive', new Uint8Array(2048).fill(7)],
    ['empty', new Uint8Array(1024)],
  ])('are refused in words: %s', (_, bytes) => {
    expect(() => readTar(bytes, 'pets.tar')).toThrow(/^pets\.tar (is no whole tar archive|holds no files)/);
  });
});
