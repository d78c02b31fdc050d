import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';

/** A file within another. */
export interface PackedFile {
  /** With the folders that it lies in: `bars/across/1.png`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const blockBytes = 512;

/**
 * The files of a tar archive (POSIX.1-1988 ustar, with the long names of POSIX.1-2001 and of GNU), in its order; links
 * and what systems hide are left out. Throws `invalid_input` for bytes that are no whole archive.
 */
export function readTar(bytes: Uint8Array, archive: string): readonly PackedFile[] {
  const files: PackedFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + blockBytes <= bytes.length;) {
    const header = bytes.subarray(at, at + blockBytes);
    at += blockBytes;
    if (header.every((byte) => byte === 0)) break;
    if (!isWhole(header)) throw damaged(archive);
    const size = octal(header, 124, 12);
    const content = bytes.subarray(at, at + size);
    if (content.length < size) throw damaged(archive);
    at += Math.ceil(size / blockBytes) * blockBytes;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === 'x') longName = pathOf(content) ?? longName;
    else if (kind === 'L') longName = text(content);
    else {
      const name = longName ?? shortName(header);
      longName = null;
      if ((kind === '0' || kind === '\0') && !isHidden(name)) files.push({ name, bytes: content });
    }
  }
  if (files.length === 0) throw inputError('dataset.source', say('file.emptyArchive', { file: archive }));
  return files;
}

/** Whether the header's bytes add up to what it says they do, its own sum taken as spaces. */
function isWhole(header: Uint8Array): boolean {
  let sum = 0;
  for (let index = 0; index < blockBytes; index++) {
    sum += index >= 148 && index < 156 ? 32 : (header[index] ?? 0);
  }
  return sum === octal(header, 148, 8);
}

function octal(header: Uint8Array, from: number, length: number): number {
  const digits = text(header.subarray(from, from + length)).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function shortName(header: Uint8Array): string {
  const prefix = text(header.subarray(345, 500));
  const name = text(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** `path` among the records "LENGTH key=value\n" of an extended header. */
function pathOf(content: Uint8Array): string | null {
  return /^\d+ path=(.*)$/m.exec(text(content))?.[1] ?? null;
}

/** Up to the first zero byte. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => (part.startsWith('.') && part !== '.') || part === '__MACOSX');
}

function damaged(archive: string) {
  return inputError('dataset.source', say('file.damagedTar', { file: archive }));
}
