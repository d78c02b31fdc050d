import { grouped } from './words.ts';

type WrongLength = {
  readonly file: string;
  readonly row: number;
  readonly line: number;
  readonly cells: number;
  readonly expected: number;
};

/** Why a file cannot be read as data. */
export const fileRefusalsSentences = {
  'file.tooLargeUnpacked': ({ file }: { file: string }) =>
    `${file} unpacks to more than 16 GB. Unpack it and take a part of it.`,
  'file.damagedGzip': ({ file, reason }: { file: string; reason: string }) =>
    `${file} is a damaged gzip file (${reason}). Copy or download it again.`,
  'file.openQuote': ({ file, line, quote }: { file: string; line: number; quote: string }) =>
    `${file}, line ${line}: a quote (${quote}) opens here and is never closed. Close it, write two quotes for one inside a cell, or set dataset.quote to "" if quotes mean nothing in this file.`,
  'file.longLine': ({ file, line }: { file: string; line: number }) =>
    `${file}, line ${line} is longer than 16 million characters, so it is no row of a table. Check the file's line ends, or read it as text (dataset.format).`,
  'file.tooManyCells': ({ file, line, most }: { file: string; line: number; most: number }) =>
    `${file}, line ${line} has more than ${grouped(most)} cells, the most columns that can be read. Check the delimiter, or keep the columns that matter.`,
  'file.noText': ({ file }: { file: string }) =>
    `${file} is not text in UTF-8 or UTF-16, nor plain Chinese in GB18030 (the bytes do not decode). Save it as UTF-8, or set dataset.encoding: windows-1252 is what older Western programs write.`,
  'file.notEncoded': ({ file, encoding }: { file: string; encoding: string }) =>
    `${file} is not in ${encoding} (its bytes do not decode). Take dataset.encoding out, so that it is found in the file.`,
  'file.image': ({ file, reason }: { file: string; reason: string }) =>
    `The image ${file} cannot be read: ${reason}. Replace or remove it.`,
  'file.largeImages': ({
    file,
    shape,
    size,
    most,
  }: {
    file: string;
    shape: string;
    size: number;
    most: number;
  }) =>
    `${file}: images of ${shape} have ${grouped(size)} values each, more than the ${grouped(most)} that can be read. Set dataset.image to a smaller size, such as {"height": 64, "width": 64}.`,
  'file.tooManyImages': ({ file, count, shape }: { file: string; count: number; shape: string }) =>
    `${file}: ${grouped(count)} images of ${shape} are more than fits into memory at once. Set dataset.image to a smaller size, or take fewer images.`,
  'file.onlyHeader': ({ file }: { file: string }) =>
    `${file} has a header but no rows. Add at least two rows of data.`,
  'file.empty': ({ file }: { file: string }) =>
    `${file} is empty. Choose a file with a header row and at least two rows of data.`,
  'file.noHeader': ({ file, names }: { file: string; names: string }) =>
    `${file} has no header: its first row holds numbers (${names}). Add a first row with the names of the columns.`,
  'file.sameName': ({
    file,
    first,
    second,
    name,
  }: {
    file: string;
    first: number;
    second: number;
    name: string;
  }) => `${file}: columns ${first} and ${second} are both named "${name}". Rename one of them in the header.`,
  'file.idxEmpty': ({ file }: { file: string }) => `${file} holds nothing: its header says 0 items.`,
  'file.noIdx': ({ file }: { file: string }) =>
    `${file} is no IDX file: it has to begin with two zero bytes, a type and the number of dimensions (1 to 4).`,
  'file.idxTooLarge': ({ file, shape, most }: { file: string; shape: string; most: number }) =>
    `${file} says it holds ${shape} values, more than the ${grouped(most)} that fit into memory. If it does, take a part of it; if not, its header is damaged.`,
  'file.noIdxInside': ({ file }: { file: string }) => `${file} holds no IDX file.`,
  'file.labelCount': ({
    labels,
    count,
    images,
    imageCount,
  }: {
    labels: string;
    count: number;
    images: string;
    imageCount: number;
  }) =>
    `${labels} holds ${count} labels, but ${images} ${imageCount} images. The two belong to different sets: put the right one beside it.`,
  'file.millionImages': ({ file }: { file: string }) =>
    `${file} has more than a million images. Take a part of them.`,
  'file.jsonLongLine': ({ file, line }: { file: string; line: number }) =>
    `${file}, line ${line} is longer than 16 million characters, so it is no row. JSON Lines has one object on every line.`,
  'file.noJson': ({ file, line, reason }: { file: string; line: number; reason: string }) =>
    `${file}, line ${line} is not JSON: ${reason}. Correct or remove that line.`,
  'file.noObject': ({ file, line }: { file: string; line: number }) =>
    `${file}, line ${line} is no object: JSON Lines has one object such as {"height": 1.8, "kind": "a"} on every line.`,
  'file.nested': ({ file, line, key, most }: { file: string; line: number; key: string; most: number }) =>
    `${file}, line ${line}: "${key}" is nested more than ${most} deep. Rows are flat objects; take out what is deeper.`,
  'file.tooManyValues': ({ file, line, most }: { file: string; line: number; most: number }) =>
    `${file}, line ${line} has more than ${grouped(most)} values, the most columns that can be read.`,
  'file.noRows': ({ file }: { file: string }) => `${file} has no rows. Add at least two.`,
  'file.noParquet': ({ file, reason }: { file: string; reason: string }) =>
    `${file} cannot be read as Parquet: ${reason}. Write it again, with snappy, gzip or zstd, or as CSV.`,
  'file.textTooLong': ({ file }: { file: string }) =>
    `${file} has more than 256 million characters, more than fits into memory as one text. Train on a part of it.`,
  'file.noSample': ({ name }: { name: string }) =>
    `There is no sample data named "${name}" in resources/samples.`,
  'file.tooManyRows': ({ file, rows, columns }: { file: string; rows: number; columns: number }) =>
    `${file} has more than ${grouped(rows)} rows of ${columns} columns, more than fits into memory at once. Train on a part of the rows, or leave out columns.`,
  'file.tooManyColumns': ({ file, most }: { file: string; most: number }) =>
    `${file} has more than ${grouped(most)} columns, the most that can be read.`,
  'file.emptyArchive': ({ file }: { file: string }) => `${file} holds no files.`,
  'file.damagedTar': ({ file }: { file: string }) =>
    `${file} is no whole tar archive: a header in it does not fit. Pack or copy it again.`,
  'file.wrongLength': ({ file, row, line, cells, expected }: WrongLength) =>
    `${file}: row ${row} (line ${line} of the file) is ${cells < expected ? 'too short' : 'too long'}: it has ${cells} cell${cells === 1 ? '' : 's'}, expected ${expected} as in the header. Correct that line, or put cells that contain the delimiter in quotes.`,
  'file.noColumn': ({
    file,
    name,
    near,
    known,
  }: {
    file: string;
    name: string;
    near: string;
    known: readonly string[];
  }) =>
    `${file} has no column "${name}". ${known.length === 0 ? `Did you mean "${near}"?` : `Its columns are ${known.join(', ')}.`}`,
  'file.noImageFolders': ({ file, loose }: { file: string; loose: number }) =>
    `${file} ${loose > 0 ? `has ${loose} images, but no folders` : 'has no folders with PNG or JPEG files'}. Put the images of each class into a folder of its own, such as ${file}/cat and ${file}/dog.`,
} as const;
