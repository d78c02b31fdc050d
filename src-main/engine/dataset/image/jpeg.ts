import jpeg from 'jpeg-js';
import { mostPixels, type Pixels } from './png.ts';

/** Megabytes that the decoder may use for one image. */
const mostMemoryMb = 512;

/** Decodes a JPEG, baseline or progressive. Its size is checked before its pixels are. Throws a plain Error with the reason. */
export function decodeJpeg(bytes: Uint8Array): Pixels {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: mostMemoryMb,
    tolerantDecoding: false,
  });
  const values = new Uint8Array(data.buffer, data.byteOffset, width * height * 3);
  return { width, height, channels: 3, values };
}
