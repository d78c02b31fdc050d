const colors = 10;

/** CSS variable of a run's colour, the same in every chart and table: ten colours, then again with dashes. */
export function seriesVariable(color: number): `--series-${number}` {
  return `--series-${((color % colors) + colors) % colors}`;
}

/** Dashes of a run's line in CSS pixels; null for an unbroken one. */
export function seriesDash(color: number): readonly number[] | null {
  return Math.floor(color / colors) % 2 === 1 ? [6, 4] : null;
}

/** For runs whose colour and dashes another run of a comparison has already. */
const furtherDashes = [
  [2, 3],
  [12, 3, 2, 3],
  [16, 4],
  [10, 3, 2, 3, 2, 3],
  [2, 7],
  [8, 3, 8, 3, 2, 3],
  [4, 8],
] as const;

/**
 * Dashes of runs side by side, by run number. Every run keeps its colour, and its dashes too where nobody older has
 * both: of runs 3 and 23 the second gets a pattern of its own. Tells up to eight runs of one colour apart.
 */
export function comparedDashes(
  runs: readonly { readonly id: number; readonly color: number }[],
): ReadonlyMap<number, readonly number[] | null> {
  const dashes = new Map<number, readonly number[] | null>();
  const seen = new Set<string>();
  const taken = new Map<string, number>();
  for (const { id, color } of [...runs].sort((a, b) => a.id - b.id)) {
    const variable = seriesVariable(color);
    const usual = seriesDash(color);
    const look = `${variable} ${usual === null ? 'unbroken' : 'dashed'}`;
    if (!seen.has(look)) {
      seen.add(look);
      dashes.set(id, usual);
      continue;
    }
    const further = taken.get(variable) ?? 0;
    taken.set(variable, further + 1);
    dashes.set(id, furtherDashes[further % furtherDashes.length] ?? null);
  }
  return dashes;
}

/** Dashes for the short line that stands for a run in a legend or a table, as SVG writes them. */
export function swatchDashes(dash: readonly number[] | null): string | undefined {
  return dash?.map((length) => (length * 0.65).toFixed(2)).join(' ');
}
