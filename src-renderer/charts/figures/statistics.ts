/**
 * A quantile of values in ascending order, linear between the two nearest (type 7 of Hyndman and Fan 1996, as NumPy and R
 * do by default). At least one value has to be given.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const [one = Number.NaN, other = one] = [sorted[low], sorted[low + 1]];
  return one + (other - one) * (at - low);
}

export interface BoxFigures {
  readonly quartiles: readonly [low: number, median: number, high: number];
  /** The outermost values within 1.5 times the distance of the quartiles beyond them (Tukey 1977). */
  readonly whiskers: readonly [low: number, high: number];
}

/** A box plot's figures; at least one value has to be given, all of them finite. */
export function boxFigures(values: readonly number[]): BoxFigures {
  const sorted = Float64Array.from(values).sort();
  const [low, median, high] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = 1.5 * (high - low);
  const inside = sorted.filter((value) => value >= low - reach && value <= high + reach);
  return { quartiles: [low, median, high], whiskers: [inside[0] ?? low, inside.at(-1) ?? high] };
}

export interface Bins {
  /** One more than there are bins. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

const mostBins = 200;

/**
 * Equal bins from the smallest to the largest value: as wide as Freedman and Diaconis (1981) say, 2 · IQR / ∛n, and where
 * the quartiles are the same as Sturges (1926) says. The last bin has its upper end. At most 200 of them.
 */
export function histogramBins(values: readonly number[]): Bins {
  const sorted = Float64Array.from(values).sort();
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const span = most - least;
  if (!(span > 0)) return { edges: [least - 0.5, most + 0.5], counts: [sorted.length] };
  const apart = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const width = apart > 0 ? (2 * apart) / Math.cbrt(sorted.length) : span / (Math.log2(sorted.length) + 1);
  const bins = Math.min(mostBins, Math.max(1, Math.ceil(span / width)));
  const edges = Array.from({ length: bins + 1 }, (_, index) =>
    index === bins ? most : least + (span * index) / bins,
  );
  return { edges, counts: countsIn(edges, sorted) };
}

/** How many values lie in each of equal bins; the last bin has its upper end. */
export function countsIn(edges: readonly number[], values: ArrayLike<number>): number[] {
  const counts = Array.from({ length: edges.length - 1 }, () => 0);
  for (let index = 0; index < values.length; index++) {
    const bin = binOf(edges, values[index] ?? Number.NaN);
    if (bin !== null) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Which of equal bins a value lies in; null beyond them. */
export function binOf(edges: readonly number[], value: number): number | null {
  const bins = edges.length - 1;
  const [least = 0, most = 0] = [edges[0], edges[bins]];
  if (!(value >= least && value <= most)) return null;
  let bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - least) / (most - least)) * bins)));
  // Rounding may have taken it across an edge.
  while (bin > 0 && value < (edges[bin] ?? 0)) bin--;
  while (bin < bins - 1 && value >= (edges[bin + 1] ?? 0)) bin++;
  return bin;
}

export interface Trend {
  readonly slope: number;
  readonly intercept: number;
  /** Pearson's correlation. */
  readonly r: number;
  /** Spearman's: of the ranks, those of equal values by their mean. */
  readonly rank: number;
}

/** The line of least squares through pairs; null for fewer than three, and where either does not vary. */
export function trendOf(x: readonly number[], y: readonly number[]): Trend | null {
  if (x.length < 3) return null;
  const r = correlation(x, y);
  if (r === null) return null;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [together, alone] = [0, 0];
  for (const [index, value] of x.entries()) {
    together += (value - meanX) * ((y[index] ?? 0) - meanY);
    alone += (value - meanX) ** 2;
  }
  const slope = together / alone;
  return { slope, intercept: meanY - slope * meanX, r, rank: correlation(ranks(x), ranks(y)) ?? 0 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(x: readonly number[], y: readonly number[]): number | null {
  const [meanX, meanY] = [mean(x), mean(y)];
  let [together, squareX, squareY] = [0, 0, 0];
  for (const [index, value] of x.entries()) {
    const [dx, dy] = [value - meanX, (y[index] ?? 0) - meanY];
    together += dx * dy;
    squareX += dx * dx;
    squareY += dy * dy;
  }
  if (squareX === 0 || squareY === 0) return null;
  return together / Math.sqrt(squareX * squareY);
}

/** From 1 on; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranked = Array.from(values, () => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (const place of order.slice(from, to)) ranked[place] = (from + 1 + to) / 2;
    from = to;
  }
  return ranked;
}

export interface MeanFigures {
  readonly mean: number;
  /** Standard deviation of the sample (n − 1); 0 for a single value. */
  readonly deviation: number;
}

export function meanFigures(values: readonly number[]): MeanFigures {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return { mean: center, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
