import type { DatasetFormat, DatasetSpec } from '#contract/dataset.ts';
import { byteChunks } from './chunks.ts';
import { guessSyntax, looksLikeTable } from './dialect.ts';
import { guessEncoding } from './encoding.ts';
import type { DatasetFile } from './files.ts';

const byEnding: readonly (readonly [RegExp, DatasetFormat])[] = [
  [/\.(csv|tsv|tab)$/i, 'csv'],
  [/\.(jsonl|ndjson)$/i, 'jsonl'],
  [/\.(parquet|pq)$/i, 'parquet'],
  [/(\.idx|[.-]idx\d-(ubyte|byte|short|int|float|double))$/i, 'idx'],
  [/\.(md|log|json)$/i, 'text'],
];

/**
 * What a file is: by the spec, by being a folder, by its ending (before a .gz), else by its first bytes and lines:
 * objects of JSON, or lines with the same number of cells that are not those of sentences.
 * What is called .txt has to be a header over numbers: verse and lists have lines with as many commas, too.
 */
export async function formatOf(spec: DatasetSpec, file: DatasetFile): Promise<DatasetFormat> {
  if (spec.format !== undefined) return spec.format;
  if (file.isFolder === true) return 'images';
  if (file.packed !== undefined) {
    return file.packed.some(({ name }) => formatOfName(name) === 'idx') ? 'idx' : 'images';
  }
  const named = formatOfName(file.name);
  if (named !== undefined) return named;
  for await (const bytes of byteChunks(file)) {
    return formatOfBytes(spec, bytes, /\.txt(\.gz)?$/i.test(file.name));
  }
  return 'text';
}

function formatOfName(name: string): DatasetFormat | undefined {
  const unpacked = name.replace(/\.gz$/i, '');
  return byEnding.find(([pattern]) => pattern.test(unpacked))?.[1];
}

function formatOfBytes(spec: DatasetSpec, bytes: Uint8Array, isCalledText: boolean): DatasetFormat {
  if (String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1') return 'parquet';
  if (looksLikeIdx(bytes)) return 'idx';
  const encoding = spec.encoding ?? guessEncoding(bytes) ?? 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, 256 * 1024), { stream: true });
  if (beginsWithObjects(text)) return 'jsonl';
  const guess = guessSyntax(text, spec);
  const isTable = guess.consistent && guess.cells > 1 && text.trim().includes('\n');
  if (!isTable || (guess.delimiter === ',' && isProse(text))) return 'text';
  return !isCalledText || looksLikeTable(text, guess) ? 'csv' : 'text';
}

const judgedLines = 100;

/** Sentences with as many commas each: words after a comma and a space, and hardly any number. */
function isProse(text: string): boolean {
  const cells = text.split('\n', judgedLines).flatMap((line) => line.split(',').slice(1));
  const spaced = cells.filter((cell) => /^\s+\p{L}/u.test(cell)).length;
  const numbers = cells.filter((cell) => /^\s*[-+.\d]/.test(cell)).length;
  return spaced * 2 > cells.length && numbers * 5 < cells.length;
}

/** Two zero bytes, a known type, and a few dimensions: no text begins so. */
function looksLikeIdx(bytes: Uint8Array): boolean {
  const [zero, alsoZero, type = 0, dimensions = 0] = bytes;
  const known = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e].includes(type);
  return zero === 0 && alsoZero === 0 && known && dimensions >= 1 && dimensions <= 4;
}

function beginsWithObjects(text: string): boolean {
  const lines = text.split('\n', 4).filter((line) => line.trim() !== '');
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  return whole.length > 0 && whole.every(isObject);
}

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
