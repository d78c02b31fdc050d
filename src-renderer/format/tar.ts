const blockBytes = 512;

/**
 * Several files as one: a tar archive (POSIX.1-1988 ustar; a long name or one beyond ASCII in an extended header of
 * POSIX.1-2001). Sorted by path and without times, so that the same files are the same bytes.
 */
export function packTar(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Uint8Array {
  const parts = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, bytes }) => [
      ...namedBefore(path),
      header(shortened(path), bytes.length, '0'),
      padded(bytes),
    ]);
  parts.push(new Uint8Array(2 * blockBytes));
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

function namedBefore(path: string): readonly Uint8Array[] {
  if (isShort(path)) return [];
  const record = ` path=${path}\n`;
  const bytes = new TextEncoder().encode(record).length;
  // The length counts its own digits.
  let length = bytes + String(bytes).length;
  if (String(length).length > String(bytes).length) length = bytes + String(length).length;
  const content = new TextEncoder().encode(`${length}${record}`);
  return [header('path', content.length, 'x'), padded(content)];
}

function isShort(path: string): boolean {
  return path.length < 100 && /^[\x20-\x7e]*$/.test(path);
}

function shortened(path: string): string {
  return isShort(path) ? path : path.replace(/[^\x20-\x7e]/g, '_').slice(-99);
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / blockBytes) * blockBytes);
  whole.set(bytes);
  return whole;
}

function header(name: string, size: number, kind: '0' | 'x'): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const write = (text: string, at: number): void => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  write(name, 0);
  write(`${octal(0o644, 7)}\0`, 100);
  write(`${octal(0, 7)}\0`, 108);
  write(`${octal(0, 7)}\0`, 116);
  write(`${octal(size, 11)}\0`, 124);
  write(`${octal(0, 11)}\0`, 136);
  write(' '.repeat(8), 148);
  write(kind, 156);
  write('ustar\0' + '00', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${octal(sum, 6)}\0 `, 148);
  return block;
}
