import type { ImageRows, ImageShape } from '../../dataset/table.ts';

export type ResizeMethod = 'bilinear' | 'nearest' | 'area';

/** What a new pixel along one side is made of: a run of old ones, with their weights. */
interface Taps {
  readonly from: Int32Array;
  readonly count: number;
  /** `count` for every new pixel. */
  readonly weights: Float64Array;
}

/** Half of the width of the filter, and its height at a distance, in pixels of the smaller image. */
const filters = {
  bilinear: { reach: 1, weight: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  area: { reach: 0.5, weight: (x: number) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
} as const;

/**
 * Images in another size, as Pillow's `resize` makes them ("bilinear", "nearest" and "box"): first across, then down;
 * a smaller image takes all that it covers, so that nothing flickers. Bytes stay bytes and are rounded after each way.
 */
export function resizeImages(
  { shape, values }: ImageRows,
  to: Pick<ImageShape, 'height' | 'width'>,
  method: ResizeMethod,
): ImageRows {
  const { height, width, channels } = shape;
  const wide: ImageShape = { height, width: to.width, channels };
  const across = resample(values, { lines: height, side: width, inner: channels }, to.width, method);
  const down = resample(across, { lines: 1, side: height, inner: to.width * channels }, to.height, method);
  return { shape: { ...wide, height: to.height }, values: down };
}

interface Layout {
  /** Lines of one image that lie along the side; all images follow each other. */
  readonly lines: number;
  readonly side: number;
  /** Values that lie side by side at every place of the side. */
  readonly inner: number;
}

function resample(
  values: Uint8Array | Float32Array,
  { side, inner }: Layout,
  to: number,
  method: ResizeMethod,
): Uint8Array | Float32Array {
  if (side === to) return values;
  const lines = values.length / (side * inner);
  const isBytes = values instanceof Uint8Array;
  const result = isBytes ? new Uint8Array(lines * to * inner) : new Float32Array(lines * to * inner);
  const { from, count, weights } = method === 'nearest' ? nearestTaps(side, to) : tapsOf(side, to, method);
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < to; place++) {
      const begin = (line * side + (from[place] ?? 0)) * inner;
      const target = (line * to + place) * inner;
      for (let at = 0; at < inner; at++) {
        let sum = 0;
        for (let tap = 0; tap < count; tap++) {
          const weight = weights[place * count + tap] ?? 0;
          if (weight !== 0) sum += weight * (values[begin + tap * inner + at] ?? 0);
        }
        result[target + at] = isBytes ? Math.floor(sum + 0.5) : sum;
      }
    }
  }
  return result;
}

/** Added up place by place, as Pillow does, so that a middle between two pixels falls to the same one. */
function nearestTaps(side: number, to: number): Taps {
  const scale = side / to;
  const from = new Int32Array(to);
  let centre = scale / 2;
  for (let place = 0; place < to; place++) {
    from[place] = Math.min(side - 1, Math.floor(centre));
    centre += scale;
  }
  return { from, count: 1, weights: new Float64Array(to).fill(1) };
}

function tapsOf(side: number, to: number, method: Exclude<ResizeMethod, 'nearest'>): Taps {
  const { reach, weight } = filters[method];
  const scale = side / to;
  const stretch = Math.max(1, scale);
  const half = reach * stretch;
  const count = Math.ceil(half) * 2 + 1;
  const from = new Int32Array(to);
  const weights = new Float64Array(to * count);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * scale;
    const begin = Math.max(0, Math.floor(centre - half + 0.5));
    const end = Math.min(side, Math.floor(centre + half + 0.5));
    from[place] = begin;
    let total = 0;
    for (let at = begin; at < end; at++) {
      const share = weight((at - centre + 0.5) / stretch);
      weights[place * count + at - begin] = share;
      total += share;
    }
    for (let tap = 0; tap < count; tap++) {
      weights[place * count + tap] = (weights[place * count + tap] ?? 0) / total;
    }
  }
  return { from, count, weights };
}
