import { closeSync, openSync, readSync } from 'node:fs';
import { createLineSplitter } from './line-splitter.ts';

const lookEveryMs = 300;
const pieceBytes = 64 * 1024;

/** Reads lines that are added to a file, which need not be there yet. `end` reads what is left. */
export function followFile(path: string, onLine: (line: string) => void): { end(): void } {
  const lines = createLineSplitter(onLine);
  const piece = new Uint8Array(pieceBytes);
  let position = 0;
  const look = (): void => {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      // Not written yet.
      return;
    }
    try {
      for (;;) {
        const length = readSync(file, piece, 0, pieceBytes, position);
        if (length === 0) return;
        position += length;
        lines.add(piece.subarray(0, length));
      }
    } finally {
      closeSync(file);
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    end: () => {
      clearInterval(timer);
      look();
      lines.end();
    },
  };
}
