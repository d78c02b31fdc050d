/** Results go to stdout, words to stderr, so that a script can read the one and a person the other. */
export interface Output {
  /** One line of result. */
  result(text: string): void;
  /** One line for a person. */
  say(text: string): void;
  /** A line that replaces itself on a terminal, for progress; nothing elsewhere. */
  status(text: string): void;
  readonly isTerminal: boolean;
}

export function standardOutput(): Output {
  const { stderr, stdout } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endQuietly);
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[2K');
    shown = false;
  };
  return {
    isTerminal: stderr.isTTY === true,
    result: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    say: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    status: (text) => {
      if (stderr.isTTY !== true) return;
      clear();
      stderr.write(text.slice(0, Math.max(20, stderr.columns - 1)));
      shown = true;
    },
  };
}

/** Whoever reads a pipe has read enough, as `head` does: nobody is left to be told anything. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/**
 * JSON that keeps what JSON has no numbers for, as strings: "NaN", "Infinity", "-Infinity". −0 is written -0, which
 * JSON does have. Typed arrays become arrays.
 */
export function toJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item === 'number') {
        if (Object.is(item, -0)) return minusZero;
        return Number.isFinite(item) ? item : String(item);
      }
      return ArrayBuffer.isView(item) && !(item instanceof DataView)
        ? // Every view but a DataView is an array of numbers.
          Array.from(item as Float64Array)
        : item;
    },
    indent,
  );
  return text.replaceAll(`"${minusZero}"`, '-0');
}

/** Stands for −0 until the text is made; no name or text of a user's holds a private-use character pair like it. */
const minusZero = '\uE000-0\uE001';

/** Columns under their titles; numbers to the right, also those with a star or its room behind them. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const numeric = titles.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '—');
    return cells.length > 0 && cells.every((cell) => /^[-−+]?[\d.,%]*(e[-+]?\d+)?[ *]*$/.test(cell));
  });
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        return numeric[column] === true ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [line(titles), ...rows.map(line)].join('\n');
}

/** Chinese, Japanese and Korean characters take two cells of a terminal. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/u.test(
      character,
    )
      ? 2
      : 1;
  return width;
}

/** "1 run", "2 runs". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Above, a whole number is a float that is too large for a fraction, not a count. */
const largestCount = 1e9;

/** Four significant digits; every word for what is no number stays. */
export function shortNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  if (!Number.isFinite(value)) return String(value);
  if (value === 0 || (Number.isInteger(value) && Math.abs(value) < largestCount))
    return Object.is(value, -0) ? '-0' : String(value);
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}

export function shortDuration(milliseconds: number | null): string {
  if (milliseconds === null) return '—';
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600)
    return `${Math.floor(seconds / 60)}m ${String(Math.round(seconds) % 60).padStart(2, '0')}s`;
  return `${Math.floor(seconds / 3600)}h ${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}m`;
}

/** "128 MB", "1.5 GB"; powers of 1024, as memory is sold. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount.toFixed(amount < 10 && power > 0 ? 1 : 0)} ${units[power] ?? ''}`;
}

/** Lines of names and what is said of them, one under the other; without those of which there is nothing to say. */
export function facts(lines: readonly (readonly [name: string, value: string | null])[]): string {
  const told = lines.filter(([, value]) => value !== null);
  const width = Math.max(...told.map(([name]) => name.length));
  return told.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}
