import type { CurvePoints } from '#contract/evaluation.ts';

/** Thinned to at most so many steps along a curve: finer than any screen draws it. */
const steps = 256;

/**
 * ROC and precision-recall curve of one class by the scores of its rows and of the others, ties taken together, as
 * scikit-learn's roc_curve and precision_recall_curve have them. The ROC begins at (0, 0), the other at recall 0 with
 * precision 1. Both are empty where a score is NaN or rows of one kind are missing. Points beyond `limit` steps are
 * thinned: by the way along the ROC, and with the lowest and highest precision of every stretch of recall.
 */
export function classCurves(
  scores: Float64Array,
  positive: Uint8Array,
  limit = steps,
): { readonly roc: CurvePoints; readonly precisionRecall: CurvePoints } {
  const positives = positive.reduce((sum, is) => sum + (is > 0 ? 1 : 0), 0);
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0 || scores.some(Number.isNaN)) {
    return { roc: points([], []), precisionRecall: points([], []) };
  }
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const roc = { x: [0], y: [0] };
  const precisionRecall = { x: [0], y: [1] };
  let right = 0;
  for (const [place, row] of order.entries()) {
    if ((positive[row] ?? 0) > 0) right++;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    roc.x.push((place + 1 - right) / negatives);
    roc.y.push(right / positives);
    precisionRecall.x.push(right / positives);
    precisionRecall.y.push(right / (place + 1));
  }
  return {
    roc: thinnedRoc(points(roc.x, roc.y), limit),
    precisionRecall: thinnedPrecision(points(precisionRecall.x, precisionRecall.y), limit),
  };
}

function points(x: readonly number[], y: readonly number[]): CurvePoints {
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Corners alone, then one point for every stretch of x + y, which only grows: nothing is off by more than 2 / limit. */
function thinnedRoc(curve: CurvePoints, limit: number): CurvePoints {
  const corners = chosen(curve, (index) => !isStraight(curve, index));
  if (corners.x.length <= limit) return corners;
  const stretchOf = (index: number): number =>
    Math.floor((((corners.x[index] ?? 0) + (corners.y[index] ?? 0)) / 2) * limit);
  return chosen(corners, (index) => stretchOf(index) !== stretchOf(index - 1));
}

/** Whether a point lies on the horizontal or vertical line through its neighbours, so that nothing is lost without it. */
function isStraight({ x, y }: CurvePoints, index: number): boolean {
  const before = index - 1;
  const after = index + 1;
  return (
    (x[before] === x[index] && x[index] === x[after]) || (y[before] === y[index] && y[index] === y[after])
  );
}

/** Of every stretch of recall, the first and last point and those of the lowest and highest precision. */
function thinnedPrecision(curve: CurvePoints, limit: number): CurvePoints {
  const { x, y } = curve;
  if (x.length <= limit) return curve;
  const stretches = Math.max(1, limit >> 2);
  const kept = new Uint8Array(x.length);
  const stretchOf = (index: number): number =>
    Math.min(stretches - 1, Math.floor((x[index] ?? 0) * stretches));
  for (let from = 0; from < x.length;) {
    let lowest = from;
    let highest = from;
    let to = from;
    for (; to < x.length && stretchOf(to) === stretchOf(from); to++) {
      if ((y[to] ?? 0) < (y[lowest] ?? 0)) lowest = to;
      if ((y[to] ?? 0) > (y[highest] ?? 0)) highest = to;
    }
    for (const index of [from, lowest, highest, to - 1]) kept[index] = 1;
    from = to;
  }
  return chosen(curve, (index) => kept[index] === 1);
}

/** The points that are wanted, with both ends. */
function chosen({ x, y }: CurvePoints, isWanted: (index: number) => boolean): CurvePoints {
  const last = x.length - 1;
  const keep = (_: number, index: number): boolean => index === 0 || index === last || isWanted(index);
  return { x: x.filter(keep), y: y.filter(keep) };
}
