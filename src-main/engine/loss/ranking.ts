/**
 * How well scores put the positive rows before the others, exactly and with ties. `positive` is above 0 for positive
 * rows. Both are NaN where a score is NaN or rows of one kind are missing.
 */
export interface RankingFigures {
  /** The chance that a positive row has the higher score, a tie counting half (Mann–Whitney). */
  readonly rocAuc: number;
  /** Average precision: Σ (recall gained) · precision over the distinct scores, without interpolation. */
  readonly prAuc: number;
}

export function rankingFigures(scores: Float64Array, positive: Uint8Array): RankingFigures {
  const undefinedFigures = { rocAuc: Number.NaN, prAuc: Number.NaN };
  let positives = 0;
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row])) return undefinedFigures;
    if ((positive[row] ?? 0) > 0) positives++;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return undefinedFigures;
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let above = 0;
  let aboveNegative = 0;
  let wins = 0;
  let average = 0;
  for (let from = 0; from < order.length;) {
    const score = scores[order[from] ?? 0];
    let tied = 0;
    let to = from;
    while (to < order.length && scores[order[to] ?? 0] === score) {
      if ((positive[order[to] ?? 0] ?? 0) > 0) tied++;
      to++;
    }
    const tiedNegative = to - from - tied;
    wins += tiedNegative * (above + tied / 2);
    above += tied;
    aboveNegative += tiedNegative;
    average += (tied / positives) * (above / (above + aboveNegative));
    from = to;
  }
  return { rocAuc: wins / positives / negatives, prAuc: average };
}
