/** A line longer than this is no figure; what comes after is passed over until the line ends. */
const longestLine = 64 * 1024;

/** Cuts what comes in pieces into lines. Gives a function for pieces, whose `end` gives a last line without an end. */
export function createLineSplitter(onLine: (line: string) => void): {
  add(chunk: Uint8Array): void;
  end(): void;
} {
  const decoder = new TextDecoder();
  let rest = '';
  let tooLong = false;
  const take = (text: string): void => {
    const pieces = text.split('\n');
    for (const [place, piece] of pieces.entries()) {
      if (!tooLong && rest.length + piece.length > longestLine) tooLong = true;
      rest = tooLong ? '' : rest + piece;
      if (place === pieces.length - 1) return;
      if (!tooLong) onLine(rest.endsWith('\r') ? rest.slice(0, -1) : rest);
      rest = '';
      tooLong = false;
    }
  };
  return {
    add: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => {
      take(decoder.decode());
      if (rest !== '' && !tooLong) onLine(rest);
      rest = '';
    },
  };
}
