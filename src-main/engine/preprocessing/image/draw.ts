import type { AugmentationStep } from '#contract/training.ts';
import { rowStream, type RowStream } from '../../../base/random.ts';
import type { ImageShape } from '../../dataset/table.ts';

/** How an image is changed this time. Reused from image to image. */
export interface Drawn {
  /** Where the pixel (x, y) of the new image comes from: (a·x + b·y + c, d·x + e·y + f), counted from pixel centres. */
  readonly move: Float64Array;
  /** Left, top, right and bottom (not included) of each square that is cut out; `holes` of them. */
  readonly cuts: Int32Array;
  holes: number;
  /** The other image it is mixed with, −1 for none, and how much of its own is left. */
  partner: number;
  share: number;
}

export interface Drawing {
  readonly drawn: Drawn;
  /** Draws for the image at that place of `rows` in all, in that epoch. */
  draw(row: number, epoch: number): void;
}

/**
 * Draws what augmentation does to an image: a function of seed, epoch, the image's place and the place of the step, so
 * that neither the order of batches nor where a training was resumed matters. Moves follow each other as one.
 */
export function openDrawing(
  steps: readonly AugmentationStep[],
  shape: Pick<ImageShape, 'height' | 'width'>,
  rows: number,
  seed: number,
): Drawing {
  const cuts = steps.filter(({ step }) => step === 'cutout').length;
  const drawn: Drawn = {
    move: new Float64Array(6),
    cuts: new Int32Array(4 * cuts),
    holes: 0,
    partner: -1,
    share: 1,
  };
  let streams: readonly RowStream[] = [];
  let streamsOf = Number.NaN;
  return {
    drawn,
    draw: (row, epoch) => {
      if (streamsOf !== epoch) {
        streams = steps.map((_, index) => rowStream(seed, 'augment', epoch, index));
        streamsOf = epoch;
      }
      drawn.move.set([1, 0, 0, 0, 1, 0]);
      drawn.holes = 0;
      drawn.partner = -1;
      drawn.share = 1;
      for (let index = 0; index < steps.length; index++) {
        const step = steps[index];
        const random = streams[index];
        if (step === undefined || random === undefined) continue;
        random.begin(row);
        apply(step, drawn, shape, random, rows);
      }
    },
  };
}

function apply(
  step: AugmentationStep,
  drawn: Drawn,
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
  random: RowStream,
  rows: number,
): void {
  const { move } = drawn;
  switch (step.step) {
    case 'flip': {
      const across = random.uniform() < 0.5 && step.horizontal;
      const down = random.uniform() < 0.5 && step.vertical;
      if (across) then(move, -1, 0, width - 1, 0, 1, 0);
      if (down) then(move, 1, 0, 0, 0, -1, height - 1);
      return;
    }
    case 'shift': {
      const x = (2 * random.uniform() - 1) * step.most * width;
      const y = (2 * random.uniform() - 1) * step.most * height;
      return then(move, 1, 0, x, 0, 1, y);
    }
    case 'rotate': {
      const angle = ((2 * random.uniform() - 1) * step.degrees * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [x, y] = [(width - 1) / 2, (height - 1) / 2];
      return then(move, cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
    }
    case 'randomCrop': {
      const x = random.integer(2 * step.padding + 1) - step.padding;
      const y = random.integer(2 * step.padding + 1) - step.padding;
      return then(move, 1, 0, x, 0, 1, y);
    }
    case 'cutout': {
      // The middle may be any pixel, so that squares at the border are cut off by it.
      const left = random.integer(width) - (step.size >> 1);
      const top = random.integer(height) - (step.size >> 1);
      drawn.cuts.set(
        [
          Math.max(0, left),
          Math.max(0, top),
          Math.min(width, left + step.size),
          Math.min(height, top + step.size),
        ],
        4 * drawn.holes++,
      );
      return;
    }
    case 'mixup': {
      drawn.partner = random.integer(rows);
      drawn.share = symmetricBeta(step.alpha, random);
      return;
    }
    default:
      step satisfies never;
  }
}

/** After what the image went through so far, the move (a, b, c; d, e, f). */
function then(move: Float64Array, a: number, b: number, c: number, d: number, e: number, f: number): void {
  const [a0 = 0, b0 = 0, c0 = 0, d0 = 0, e0 = 0, f0 = 0] = move;
  move[0] = a0 * a + b0 * d;
  move[1] = a0 * b + b0 * e;
  move[2] = a0 * c + b0 * f + c0;
  move[3] = d0 * a + e0 * d;
  move[4] = d0 * b + e0 * e;
  move[5] = d0 * c + e0 * f + f0;
}

/** Beta(α, α) for α up to 1, by M. D. Jöhnk (1964): of two powers of uniforms that sum to at most 1. */
function symmetricBeta(alpha: number, random: RowStream): number {
  for (;;) {
    const [u, v] = [random.uniform(), random.uniform()];
    const [x, y] = [u ** (1 / alpha), v ** (1 / alpha)];
    if (x + y > 1) continue;
    if (x + y > 0) return x / (x + y);
    // Both are too small to be told from 0: the larger of the logarithms decides.
    if (u !== v) return u > v ? 1 : 0;
  }
}
