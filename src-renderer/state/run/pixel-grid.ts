import type { PredictionInput } from '#contract/result.ts';
import type { TrainingSpec } from '#contract/training.ts';

/** Inputs that are the pixels of a grey image, row by row. */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  /** Value of a pixel that is fully drawn. */
  readonly max: number;
  /** Names of the inputs, row by row. */
  readonly names: readonly string[];
}

const fewestPixels = 16;
const mostPixels = 32 * 32;

/** The image that the inputs make: by the step "image", else by names such as `pixel_3_5`; null if they make none. */
export function pixelGrid(
  inputs: readonly PredictionInput[],
  preprocessing: TrainingSpec['preprocessing'],
): PixelGrid | null {
  const { length } = inputs;
  if (length < fewestPixels || length > mostPixels) return null;
  if (inputs.some(({ type, categories }) => type !== 'number' || categories !== undefined)) return null;
  const names = inputs.map(({ name }) => name);
  const size = sizeByStep(preprocessing, length) ?? sizeByNames(names);
  if (size === null) return null;
  return { ...size, max: largest(inputs, preprocessing), names };
}

export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The grid of an image that is predicted as a whole, where it is grey and small enough to be drawn. */
export function imageGrid({ height, width, channels }: ImageSize): PixelGrid | null {
  const pixels = height * width;
  if (channels !== 1 || pixels < fewestPixels || pixels > mostPixels) return null;
  const names = Array.from(
    { length: pixels },
    (_, at) => `${Math.floor(at / width) + 1}, ${(at % width) + 1}`,
  );
  return { width, height, max: 255, names };
}

type Size = Pick<PixelGrid, 'width' | 'height'>;

function sizeByStep(preprocessing: TrainingSpec['preprocessing'], length: number): Size | null {
  for (const step of preprocessing) {
    if (step.step !== 'image') continue;
    const [height, width, channels] = step.shape;
    return channels === 1 && height * width === length ? { width, height } : null;
  }
  return null;
}

/** Names that count rows and columns from 0 or 1, in order and without a hole. */
function sizeByNames(names: readonly string[]): Size | null {
  const places = names.map((name) => /^(\D*)(\d+)\D+(\d+)$/.exec(name));
  const [first] = places;
  const last = places.at(-1);
  if (first === null || first === undefined || last === null || last === undefined) return null;
  const begin = { row: Number(first[2]), column: Number(first[3]) };
  const width = Number(last[3]) - begin.column + 1;
  const height = Number(last[2]) - begin.row + 1;
  if (width < 2 || height < 2 || width * height !== names.length) return null;
  const fits = places.every(
    (place, index) =>
      place !== null &&
      place[1] === first[1] &&
      Number(place[2]) === begin.row + Math.floor(index / width) &&
      Number(place[3]) === begin.column + (index % width),
  );
  return fits ? { width, height } : null;
}

/** What a step divides by is the value of full grey; else the largest example tells. */
function largest(inputs: readonly PredictionInput[], preprocessing: TrainingSpec['preprocessing']): number {
  for (const step of preprocessing) if (step.step === 'scale') return step.divideBy;
  const examples = inputs.map(({ example }) => (typeof example === 'number' ? example : 0));
  const most = Math.max(...examples);
  return most > 16 ? 255 : most > 1 ? 16 : 1;
}

/**
 * Values after a stroke of the brush at a pixel: full there, half at its four neighbours unless they are darker.
 * `erase` empties the pixel alone.
 */
export function brushed(
  grid: PixelGrid,
  values: readonly number[],
  index: number,
  erase: boolean,
): readonly number[] {
  const next = [...values];
  const set = (at: number, value: number): void => {
    next[at] = erase ? 0 : Math.max(next[at] ?? 0, value);
  };
  set(index, grid.max);
  if (erase) return next;
  const column = index % grid.width;
  const half = Math.round(grid.max * 50) / 100;
  if (column > 0) set(index - 1, half);
  if (column < grid.width - 1) set(index + 1, half);
  if (index >= grid.width) set(index - grid.width, half);
  if (index + grid.width < grid.names.length) set(index + grid.width, half);
  return next;
}
