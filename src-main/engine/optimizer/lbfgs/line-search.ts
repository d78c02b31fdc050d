/** A point along a direction: how far, the loss there, its gradient and its slope along the direction. */
export interface LinePoint {
  readonly rate: number;
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly slope: number;
}

const sufficientDecrease = 1e-4;
const curvature = 0.9;
const mostTrials = 25;
/** A bracket whose ends move no weight by more than this is not divided further. */
const leastChange = 1e-9;

/**
 * A step that satisfies the strong Wolfe conditions (Nocedal & Wright 2006, algorithms 3.5 and 3.6), by cubic
 * interpolation as in minFunc and torch.optim.LBFGS, or the best point after 25 trials. `largest` is the greatest size
 * of a number of the direction.
 */
export function strongWolfe(
  start: LinePoint,
  firstRate: number,
  largest: number,
  measure: (rate: number) => LinePoint,
): LinePoint {
  const tooHigh = (point: LinePoint): boolean =>
    point.loss > start.loss + sufficientDecrease * point.rate * start.slope;
  const flat = (point: LinePoint): boolean => Math.abs(point.slope) <= -curvature * start.slope;
  let trials = 0;
  let previous = start;
  let point = measure(firstRate);
  let bracket: [LinePoint, LinePoint] | null = null;
  while (trials < mostTrials) {
    if (tooHigh(point) || (trials > 1 && point.loss >= previous.loss)) bracket = [previous, point];
    else if (flat(point)) return point;
    else if (point.slope >= 0) bracket = [previous, point];
    if (bracket !== null) break;
    const least = point.rate + 0.01 * (point.rate - previous.rate);
    const next = lowestOfCubic(previous, point, least, point.rate * 10);
    previous = point;
    point = measure(next);
    trials++;
  }
  let [low, high] = ordered(bracket ?? [start, point]);
  let stuck = false;
  while (trials < mostTrials) {
    if (Math.abs(high.rate - low.rate) * largest < leastChange) break;
    const from = Math.min(low.rate, high.rate);
    const to = Math.max(low.rate, high.rate);
    let rate = lowestOfCubic(low, high, from, to);
    // Too near an end twice, or on it: a tenth of the bracket away from it instead.
    const margin = 0.1 * (to - from);
    if (Math.min(to - rate, rate - from) < margin) {
      const moves: boolean = stuck || rate >= to || rate <= from;
      if (moves) rate = Math.abs(rate - to) < Math.abs(rate - from) ? to - margin : from + margin;
      stuck = !moves;
    } else stuck = false;
    point = measure(rate);
    trials++;
    if (tooHigh(point) || point.loss >= low.loss) {
      [low, high] = ordered([low, point]);
      continue;
    }
    if (flat(point)) return point;
    if (point.slope * (high.rate - low.rate) >= 0) high = low;
    low = point;
  }
  return low;
}

function ordered([a, b]: readonly [LinePoint, LinePoint]): [LinePoint, LinePoint] {
  return a.loss <= b.loss ? [a, b] : [b, a];
}

/** Where the cubic through two points with their slopes is lowest, within bounds; the middle where it has no minimum. */
function lowestOfCubic(a: LinePoint, b: LinePoint, least: number, most: number): number {
  const [left, right] = a.rate <= b.rate ? [a, b] : [b, a];
  const d1 = left.slope + right.slope - (3 * (left.loss - right.loss)) / (left.rate - right.rate);
  const square = d1 ** 2 - left.slope * right.slope;
  const d2 = Math.sqrt(square);
  const share = (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
  const lowest = right.rate - (right.rate - left.rate) * share;
  return Number.isFinite(lowest) ? Math.min(Math.max(lowest, least), most) : (least + most) / 2;
}
