import { say, type Sentence } from '#contract/sentence.ts';
import { opendir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../../../base/input-error.ts';
import { categoryColumn } from '../columns.ts';
import { checkTypes } from '../column-names.ts';
import { fitImage, isGrey } from '../image/fit.ts';
import { createImageTable } from '../image/image-table.ts';
import { pixelNames } from '../image/pixel-columns.ts';
import { decodeImage, unreadable } from '../image/decode.ts';
import type { ImageShape } from '../table.ts';
import type { PackedFile } from '../tar.ts';
import type { Reading, ReadTable } from './reading.ts';

const imageEnding = /\.(png|jpe?g)$/i;
const mostImages = 1_000_000;
const largestFileBytes = 64 * 1024 * 1024;
/** Images of one size keep it up to this side; larger or mixed ones are brought to the standard one. */
const largestOwnSide = 64;
const standardSide = 32;
/** Images that are looked at to see of what size and colour they are. */
const judgedImages = 100;

interface ImageFile {
  /** Throws `invalid_input` for one that is too large. */
  readonly read: () => Promise<Uint8Array>;
  /** For messages and the hash: `cat/01.png`. */
  readonly name: string;
  readonly className: string;
}

/**
 * Reads a folder, or an archive, with a folder of PNG and JPEG files per class. All images are brought to one size: `dataset.image`,
 * else their own where it is one and at most 64 pixels a side, else 32 × 32. They are grey where all that are looked
 * at first are. Throws `invalid_input` for a folder without such folders, and for an image that cannot be read.
 */
export async function readImages({ spec, file, digest, keep }: Reading): Promise<ReadTable> {
  const files =
    file.packed === undefined
      ? await listImages(file.path ?? '', file.name)
      : packedImages(file.packed, file.name);
  const { shape, warnings } = await chooseShape(spec.image, files);
  const table = createImageTable({ fileName: file.name, count: files.length, shape, keep });
  for (const [index, image] of files.entries()) {
    if (keep.window !== undefined && !table.wants(index)) continue;
    const bytes = await image.read();
    digest.update(Buffer.from(`${image.name}\0${bytes.length}\0`));
    digest.update(bytes);
    if (table.wants(index)) table.set(index, fitImage(decodeImage(bytes, image.name), shape));
  }
  const label = categoryColumn(
    'label',
    files.map(({ className }) => className),
  );
  const built = table.finish(label);
  checkTypes(spec.types, spec.types === undefined ? [] : [...pixelNames(shape), 'label'], file.name);
  return { format: 'images', ...built, warnings, information: warnings };
}

/** Of an archive: the folder that an image lies in is its class, whatever that lies in. */
function packedImages(packed: readonly PackedFile[], name: string): readonly ImageFile[] {
  const images = packed.filter((file) => imageEnding.test(file.name));
  const files = images.flatMap((file): ImageFile[] => {
    const [image = '', className] = file.name.split('/').toReversed();
    if (className === undefined) return [];
    const read = (): Promise<Uint8Array> => Promise.resolve(file.bytes);
    return [{ read, name: `${className}/${image}`, className }];
  });
  if (files.length === 0) throw noImages(name, images.length);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function listImages(folder: string, name: string): Promise<readonly ImageFile[]> {
  const files: ImageFile[] = [];
  let loose = 0;
  for await (const entry of await opendir(folder)) {
    if (entry.isFile() && imageEnding.test(entry.name)) loose++;
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    for await (const inner of await opendir(join(folder, entry.name))) {
      if (!inner.isFile() || !imageEnding.test(inner.name) || inner.name.startsWith('.')) continue;
      const inside = `${entry.name}/${inner.name}`;
      const path = join(folder, entry.name, inner.name);
      files.push({ read: () => readImage(path, inside), name: inside, className: entry.name });
      if (files.length > mostImages) {
        throw inputError('dataset.source', say('file.millionImages', { file: name }));
      }
    }
  }
  if (files.length === 0) throw noImages(name, loose);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function noImages(name: string, loose: number) {
  return inputError('dataset.source', say('file.noImageFolders', { file: name, loose }));
}

async function readImage(path: string, name: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > largestFileBytes) throw unreadable(name, 'it is larger than 64 MB');
  return readFile(path);
}

async function chooseShape(
  wanted: Reading['spec']['image'],
  files: readonly ImageFile[],
): Promise<{ readonly shape: ImageShape; readonly warnings: readonly Sentence[] }> {
  const step = Math.max(1, Math.floor(files.length / judgedImages));
  const sizes = new Set<string>();
  let own = { width: 0, height: 0 };
  let grey = true;
  for (const file of files.filter((_, index) => index % step === 0)) {
    const image = decodeImage(await file.read(), file.name);
    own = image;
    sizes.add(`${image.width} × ${image.height}`);
    grey &&= isGrey(image);
  }
  const channels = wanted?.channels ?? (grey ? 1 : 3);
  const side = wanted?.height ?? wanted?.width;
  if (side !== undefined) {
    return {
      shape: { height: wanted?.height ?? side, width: wanted?.width ?? side, channels },
      warnings: [],
    };
  }
  if (sizes.size === 1 && Math.max(own.width, own.height) <= largestOwnSide) {
    return { shape: { height: own.height, width: own.width, channels }, warnings: [] };
  }
  return {
    shape: { height: standardSide, width: standardSide, channels },
    warnings: [
      sizes.size === 1
        ? say('dataset.resized', { found: [...sizes].join(''), side: standardSide })
        : say('dataset.resizedSizes', { count: sizes.size, side: standardSide }),
    ],
  };
}
