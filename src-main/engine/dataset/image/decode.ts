import type { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodePng, type Pixels } from './png.ts';

/** Decodes a PNG or a JPEG. Throws `invalid_input` with the reason at `path`, naming the image. */
export function decodeImage(bytes: Uint8Array, name: string, path = 'dataset.source'): Pixels {
  try {
    return bytes[0] === 0xff ? decodeJpeg(bytes) : decodePng(bytes);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw unreadable(name, reason.slice(0, 200), path);
  }
}

export function unreadable(name: string, reason: string, path = 'dataset.source'): CodedError {
  return inputError(path, say('file.image', { file: name, reason }));
}
