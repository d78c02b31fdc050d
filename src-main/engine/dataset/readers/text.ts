import type { TextEncoding } from '#contract/dataset.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { byteChunks } from '../chunks.ts';
import { textChunks } from '../encoding.ts';
import { emptyFile, encodedIn } from './csv.ts';
import type { Reading, ReadWholeText } from './reading.ts';

/** A language model reads its text whole; a longer one has to be cut. */
const mostCharacters = 256 * 1024 * 1024;

/** Reads a file as one text, with LF for line ends. Throws `invalid_input` for an empty one. */
export async function readText({ spec, file, digest }: Reading): Promise<ReadWholeText> {
  let encoding: TextEncoding = 'utf-8';
  const pieces: string[] = [];
  let length = 0;
  const bytes = byteChunks(file, digest);
  for await (const piece of textChunks(bytes, file.name, spec.encoding, (found) => (encoding = found))) {
    pieces.push(piece);
    length += piece.length;
    if (length > mostCharacters) {
      throw inputError('dataset.source', say('file.textTooLong', { file: file.name }));
    }
  }
  const text = pieces.join('').replaceAll('\r\n', '\n');
  if (text.trim() === '') throw emptyFile(file.name);
  const plain = encoding === 'utf-8' || spec.encoding !== undefined;
  const information = plain ? [] : [encodedIn(encoding)];
  return { text, warnings: information, information };
}
