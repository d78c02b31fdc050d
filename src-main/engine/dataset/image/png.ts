import { inflateSync } from 'node:zlib';

/** An image as decoded: eight bits a value, row by row, the channels of a pixel side by side. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly values: Uint8Array;
}

/** Images larger than that are no training data, and may be made to fill the memory. */
export const mostPixels = 40_000_000;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** Samples a pixel has, by its colour type: grey, colour, palette, grey with alpha, colour with alpha. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Adam7: where each pass begins and how far its pixels lie apart. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Decodes a PNG (ISO/IEC 15948) of any colour type, depth and interlacing. Transparency is left out, as it is
 * by the loaders that models are usually trained with; sixteen bits become eight. The size is read, and checked, before anything is allocated, and no more is unpacked than it says.
 * Throws a plain Error with the reason.
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const { header, palette, data } = readChunks(bytes);
  const { width, height } = header;
  const samples = samplesOf[header.colour] ?? 1;
  const layers = header.interlaced ? passes : ([[0, 0, 1, 1]] as const);
  const rawBytes = layers.reduce((sum, pass) => sum + passBytes(header, samples, pass).bytes, 0);
  const raw = inflateSync(data, { maxOutputLength: rawBytes });
  if (raw.length < rawBytes) throw new Error('its pixels end too early');
  const colours = header.colour === 2 || header.colour === 3 || header.colour === 6;
  const channels = colours ? 3 : 1;
  const values = new Uint8Array(width * height * channels);
  let at = 0;
  for (const pass of layers) {
    const size = passBytes(header, samples, pass);
    const stride = Math.max(1, (samples * header.depth) >> 3);
    unfilter(raw.subarray(at, at + size.bytes), size.rowBytes, size.rows, stride);
    for (let row = 0; row < size.rows; row++) {
      const line = at + row * (size.rowBytes + 1) + 1;
      for (let column = 0; column < size.columns; column++) {
        const target = ((pass[1] + row * pass[3]) * width + pass[0] + column * pass[2]) * channels;
        writePixel(values, target, raw, line, column, header, samples, palette);
      }
    }
    at += size.bytes;
  }
  return { width, height, channels, values };
}

function readChunks(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (signature.some((byte, index) => bytes[index] !== byte))
    throw new Error('it begins neither as a PNG nor as a JPEG does');
  let header: Header | null = null;
  let palette: Uint8Array = new Uint8Array(0);
  const data: Uint8Array[] = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) throw new Error('it ends too early');
    if (type === 'IHDR') header = readHeader(content);
    else if (type === 'PLTE') palette = content;
    else if (type === 'IDAT') data.push(content);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (header === null) throw new Error('it has no header');
  return { header, palette, data: Buffer.concat(data) };
}

function readHeader(content: Uint8Array): Header {
  if (content.length !== 13) throw new Error('its header is damaged');
  const view = new DataView(content.buffer, content.byteOffset, 13);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = content.subarray(8);
  if (width === 0 || height === 0 || width * height > mostPixels) {
    throw new Error(`it says it is ${width} × ${height} pixels; at most 40 million can be read`);
  }
  const depths = colour === 0 ? [1, 2, 4, 8, 16] : colour === 3 ? [1, 2, 4, 8] : [8, 16];
  const known = samplesOf[colour] !== undefined && depths.includes(depth);
  if (!known || compression !== 0 || filter !== 0 || interlace > 1) throw new Error('its header is damaged');
  return { width, height, depth, colour, interlaced: interlace === 1 };
}

function passBytes(
  { width, height, depth }: Header,
  samples: number,
  [left, top, across, down]: readonly [number, number, number, number],
) {
  const columns = Math.ceil((width - left) / across);
  const rows = columns <= 0 ? 0 : Math.max(0, Math.ceil((height - top) / down));
  const rowBytes = Math.ceil((Math.max(0, columns) * samples * depth) / 8);
  return { columns, rows, rowBytes, bytes: rows * (rowBytes + 1) };
}

/** Undoes the filter of every row, in place: each byte was told as a difference from its neighbours. */
function unfilter(raw: Uint8Array, rowBytes: number, rows: number, stride: number): void {
  for (let row = 0; row < rows; row++) {
    const start = row * (rowBytes + 1);
    const filter = raw[start] ?? 0;
    if (filter > 4) throw new Error('its pixels are damaged');
    for (let index = 1; index <= rowBytes; index++) {
      const left = index > stride ? (raw[start + index - stride] ?? 0) : 0;
      const up = row > 0 ? (raw[start + index - rowBytes - 1] ?? 0) : 0;
      const corner = row > 0 && index > stride ? (raw[start + index - rowBytes - 1 - stride] ?? 0) : 0;
      const predicted =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, corner)
                : 0;
      raw[start + index] = ((raw[start + index] ?? 0) + predicted) & 0xff;
    }
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function writePixel(
  values: Uint8Array,
  target: number,
  raw: Uint8Array,
  line: number,
  column: number,
  { depth, colour }: Header,
  samples: number,
  palette: Uint8Array,
): void {
  /** A sample as it was written, and the same as eight bits. */
  const written = (sample: number): number => {
    const index = column * samples + sample;
    if (depth === 8) return raw[line + index] ?? 0;
    if (depth === 16) return ((raw[line + 2 * index] ?? 0) << 8) | (raw[line + 2 * index + 1] ?? 0);
    const bit = index * depth;
    return ((raw[line + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  };
  const eightBits = (value: number): number =>
    depth === 16 ? value >> 8 : depth === 8 ? value : (value * 255) / ((1 << depth) - 1);

  if (colour === 3) {
    const entry = 3 * written(0);
    if (entry + 2 >= palette.length) throw new Error('it uses a colour that its palette lacks');
    values.set(palette.subarray(entry, entry + 3), target);
    return;
  }
  const channels = colour === 0 || colour === 4 ? 1 : 3;
  for (let channel = 0; channel < channels; channel++) values[target + channel] = eightBits(written(channel));
}
