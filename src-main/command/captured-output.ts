/** The first and the last of what a command printed, within bounds, however much that was. */
export interface CapturedOutput {
  add(chunk: Uint8Array): void;
  /** As text: without escapes and control characters; what was left out in between is told by its size. */
  text(): string;
  /** The last lines, for a message. */
  lastLines(count: number): string;
  readonly totalBytes: number;
}

const headBytes = 32 * 1024;
const tailBytes = 64 * 1024;

export function createCapturedOutput(secrets: readonly string[] = []): CapturedOutput {
  const head = new Uint8Array(headBytes);
  // A ring: the byte at position p of the output lies at (p − headBytes) modulo its length.
  const tail = new Uint8Array(tailBytes);
  let total = 0;

  const ordered = (): Uint8Array => {
    const length = Math.min(tailBytes, Math.max(0, total - headBytes));
    const end = (total - headBytes) % tailBytes;
    if (length < tailBytes) return tail.subarray(0, length);
    return Uint8Array.from([...tail.subarray(end), ...tail.subarray(0, end)]);
  };

  const clean = (bytes: Uint8Array): string => {
    let text = withoutEscapes(new TextDecoder().decode(bytes));
    for (const secret of secrets) text = text.replaceAll(secret, '••••');
    return text;
  };

  const text = (): string => {
    const kept = Math.min(total, headBytes);
    const left = total - headBytes - tailBytes;
    if (left <= 0) {
      const both = new Uint8Array(kept + Math.max(0, total - headBytes));
      both.set(head.subarray(0, kept));
      if (total > headBytes) both.set(ordered(), kept);
      return clean(both);
    }
    return `${clean(head)}\n… ${left} bytes left out …\n${clean(ordered())}`;
  };

  return {
    add: (chunk) => {
      const first = Math.max(0, Math.min(chunk.length, headBytes - total));
      if (first > 0) head.set(chunk.subarray(0, first), total);
      // Of a chunk larger than the ring only its end matters.
      let from = Math.max(first, chunk.length - tailBytes);
      while (from < chunk.length) {
        const place = (total + from - headBytes) % tailBytes;
        const part = chunk.subarray(from, Math.min(chunk.length, from + tailBytes - place));
        tail.set(part, place);
        from += part.length;
      }
      total += chunk.length;
    },
    text,
    lastLines: (count) =>
      text()
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-count)
        .map((line) => line.slice(0, 500))
        .join('\n'),
    get totalBytes() {
      return total;
    },
  };
}

/** Sequences of a terminal (colours, titles, links), and control characters but for tabs and ends of lines. */
const escapes =
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[PX^_][^\u001b]*(?:\u001b\\)?|\u001b[@-Z\\-_]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|[\u202a-\u202e\u2066-\u2069]/g;

/** A text as it can be shown. A carriage return within a line begins the line again, as progress bars do. */
export function withoutEscapes(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(escapes, '')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replaceAll('\r', ''))
    .join('\n');
}
