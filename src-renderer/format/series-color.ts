const colors = 10;

/** CSS variable of a run's colour, the same in every chart and table: ten colours, then again with dashes. */
export function seriesVariable(color: number): `--series-${number}` {
  return `--series-${((color % colors) + colors) % colors}`;
}

/** Dashes of a run's line in CSS pixels; null for an unbroken one. */
export function seriesDash(color: number): readonly number[] | null {
  return Math.floor(color / colors) % 2 === 1 ? [6, 4] : null;
}
