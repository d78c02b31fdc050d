/** Kinds of charts over runs that somebody can add to the Charts page. */
export const addedKinds = ['scatter', 'bar', 'box', 'histogram', 'parallel', 'contour', 'matrix'] as const;
export type AddedKind = (typeof addedKinds)[number];

export const chartWidths = [1, 2, 3] as const;
export const chartHeights = { low: 220, middle: 320, high: 480 } as const;
export type ChartHeight = keyof typeof chartHeights;

/** A chart over runs, as it is kept. Values are of the query language. */
export interface AddedChart {
  readonly id: string;
  readonly kind: AddedKind;
  /** What is drawn, in the order of `valueRoles`; of parallel coordinates and a scatter matrix the axes. */
  readonly values: readonly string[];
  /** Those of them that are on logarithmic axes. */
  readonly log: readonly string[];
  /** Those whose axis of parallel coordinates stands upside down. */
  readonly flipped: readonly string[];
  readonly color: string | null;
  readonly size: string | null;
  /** What runs of a bar or box have in common. */
  readonly by: string | null;
  readonly facet: string | null;
  /** So many runs alone: those with the smallest or the largest first value, or value of the colour. */
  readonly best: { readonly count: number; readonly from: 'low' | 'high' } | null;
  /** The heading that it stands under. */
  readonly section: string;
  /** Columns of the page that it takes. */
  readonly width: (typeof chartWidths)[number];
  readonly height: ChartHeight;
}

/** How many values each kind draws, and what they are for. */
export const valueRoles = {
  scatter: ['x', 'y'],
  bar: ['value'],
  box: ['value'],
  histogram: ['value'],
  parallel: [],
  contour: ['x', 'y', 'height'],
  matrix: [],
} as const satisfies Record<AddedKind, readonly string[]>;

/** How many axes fit where any number may be chosen. */
export const axesOf = {
  parallel: { least: 2, most: 12 },
  matrix: { least: 2, most: 5 },
} as const;

/** What else can be chosen of a kind. */
export const optionsOf: Readonly<Record<AddedKind, readonly ('color' | 'size' | 'by' | 'facet' | 'best')[]>> =
  {
    scatter: ['color', 'size', 'facet'],
    bar: ['by', 'facet', 'best'],
    box: ['by', 'facet'],
    histogram: ['color', 'facet'],
    parallel: ['color', 'best'],
    contour: ['facet', 'best'],
    matrix: ['color'],
  };

/** Whether a kept document still fits. */
export function isAddedChart(value: unknown): value is AddedChart {
  if (typeof value !== 'object' || value === null) return false;
  const chart = value as Partial<Record<keyof AddedChart, unknown>>;
  const areTexts = (part: unknown): boolean =>
    Array.isArray(part) && part.every((text) => typeof text === 'string');
  const isText = (part: unknown): boolean => part === null || typeof part === 'string';
  return (
    typeof chart.id === 'string' &&
    addedKinds.some((kind) => kind === chart.kind) &&
    [chart.values, chart.log, chart.flipped].every(areTexts) &&
    [chart.color, chart.size, chart.by, chart.facet].every(isText) &&
    isBest(chart.best) &&
    typeof chart.section === 'string' &&
    chartWidths.some((width) => width === chart.width) &&
    typeof chart.height === 'string' &&
    Object.hasOwn(chartHeights, chart.height)
  );
}

function isBest(best: unknown): boolean {
  if (best === null) return true;
  if (typeof best !== 'object' || best === undefined) return false;
  const { count, from } = best as { readonly count?: unknown; readonly from?: unknown };
  return Number.isInteger(count) && Number(count) > 0 && (from === 'low' || from === 'high');
}

/** Every value that a chart asks for, each once. */
export function fieldsOf(charts: readonly AddedChart[]): readonly string[] {
  const all = charts.flatMap(({ values, color, size, by, facet }) => [
    ...values,
    ...[color, size, by, facet].filter((field) => field !== null),
  ]);
  return [...new Set(all)];
}

/** The charts with one moved by a place within its section. */
export function movedChart(charts: readonly AddedChart[], id: string, by: -1 | 1): readonly AddedChart[] {
  const chart = charts.find((one) => one.id === id);
  const near = charts.filter(({ section }) => section === chart?.section);
  const other = near[near.findIndex((one) => one.id === id) + by];
  if (chart === undefined || other === undefined) return charts;
  return charts.map((one) => (one.id === id ? other : one.id === other.id ? chart : one));
}

/** Headings in the order in which their first charts stand. */
export function chartSections(
  charts: readonly AddedChart[],
): readonly { readonly name: string; readonly charts: readonly AddedChart[] }[] {
  const sections = new Map<string, AddedChart[]>();
  for (const chart of charts) {
    const section = sections.get(chart.section);
    if (section === undefined) sections.set(chart.section, [chart]);
    else section.push(chart);
  }
  return [...sections].map(([name, members]) => ({ name, charts: members }));
}

/** Runs that stand out; null for none. */
export function chosenRuns(runs: readonly number[] | null): ReadonlySet<number> | null {
  return runs === null || runs.length === 0 ? null : new Set(runs);
}
