import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '../../src-main/artifact/artifact-store.ts';
import { writeFileAtomically } from '../../src-main/base/atomic-file.ts';
import { errorOf, temporaryFolder } from './support.ts';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();

describe('an artifact', () => {
  it('comes back as it went in, and is kept once', () => {
    const folder = temporaryFolder();
    const artifacts = openArtifactStore(folder);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const sha256 = hash(bytes);
        expect(artifacts.put(bytes)).toEqual({ sha256, sizeBytes: bytes.length });
        artifacts.put(bytes);
        expect(artifacts.has(sha256)).toBe(true);
        expect(new Uint8Array(artifacts.get(sha256))).toEqual(bytes);
        expect(filesIn(folder).filter((name) => name === sha256)).toHaveLength(1);
        expect(existsSync(join(folder, sha256.slice(0, 2), sha256))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('that was damaged is not given out, and is made whole by putting it again', () => {
    const folder = temporaryFolder();
    const artifacts = openArtifactStore(folder);
    const { sha256 } = artifacts.put(Buffer.from('weights'));
    const path = join(folder, sha256.slice(0, 2), sha256);
    writeFileSync(path, 'weight5');
    expect(errorOf(() => artifacts.get(sha256))).toMatchObject({
      code: 'storage_corrupt',
      message:
        `The file ${path} is damaged: its content does not have the SHA-256 ${sha256} any more. ` +
        'Restore it from a backup, or train again.',
      details: { path, sha256 },
    });
    artifacts.put(Buffer.from('weights'));
    expect(Buffer.from(artifacts.get(sha256)).toString()).toBe('weights');
  });

  it('that is missing says which file', () => {
    const folder = temporaryFolder();
    const sha256 = hash(Buffer.from('nowhere'));
    const artifacts = openArtifactStore(join(folder, 'not there yet'));
    expect(artifacts.has(sha256)).toBe(false);
    const error = errorOf(() => artifacts.get(sha256));
    expect(error).toMatchObject({ code: 'not_found' });
    expect(error.message).toContain(sha256);
  });

  it('is reached by its hash only, never by a path', () => {
    const artifacts = openArtifactStore(temporaryFolder());
    for (const name of ['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
      expect(() => artifacts.get(name)).toThrow('is no SHA-256');
      expect(() => artifacts.remove([name])).toThrow('is no SHA-256');
    }
  });

  it('that is removed gives its bytes back once', () => {
    const folder = temporaryFolder();
    const artifacts = openArtifactStore(folder);
    const one = artifacts.put(Buffer.alloc(1000, 1));
    const two = artifacts.put(Buffer.alloc(500, 2));
    const kept = artifacts.put(Buffer.alloc(7, 3));
    expect(artifacts.remove([one.sha256, two.sha256])).toBe(1500);
    expect(artifacts.remove([one.sha256])).toBe(0);
    expect(filesIn(folder)).toEqual([kept.sha256]);
  });

  it('that nobody refers to is swept up with what a crash left, and nothing else', () => {
    const folder = temporaryFolder();
    const artifacts = openArtifactStore(folder);
    expect(openArtifactStore(join(folder, 'none')).sweep(new Set())).toBe(0);
    const kept = artifacts.put(Buffer.alloc(10, 1)).sha256;
    artifacts.put(Buffer.alloc(20, 2));
    const inside = join(folder, kept.slice(0, 2));
    writeFileSync(join(inside, `${kept}.tmp-0123456789abcdef`), Buffer.alloc(30));
    writeFileSync(join(inside, 'README'), 'a person put this here');
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', hash(Buffer.from('x'))), 'and this');
    expect(artifacts.sweep(new Set([kept]))).toBe(50);
    expect(filesIn(folder)).toEqual(['README', kept, hash(Buffer.from('x'))].sort());
  });
});

describe('a file that is written atomically', () => {
  it('takes the place of the old one', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileAtomically(path, 'old');
    writeFileAtomically(path, Buffer.from('new'));
    expect({ names: readdirSync(folder), text: filesText(path) }).toEqual({ names: ['file'], text: 'new' });
  });

  it('leaves nothing behind when it cannot be written', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken', 'by a folder'), { recursive: true });
    expect(() => writeFileAtomically(join(folder, 'taken'), 'text')).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(() => writeFileAtomically(join(folder, 'nowhere', 'file'), 'text')).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  function filesText(path: string): string {
    return readFileSync(path, 'utf8');
  }
});
