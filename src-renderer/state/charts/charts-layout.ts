import { groupBands, groupCenters, type GroupBand, type GroupCenter } from '#contract/grouped-series.ts';
import { isAddedChart, type AddedChart } from './added/added-chart.ts';

/** How the Charts page is arranged; kept over restarts. */
export interface ChartsLayout {
  /** What runs are grouped by, in the query language, or `settings`; null for a line per run. */
  readonly by: string | null;
  /** What stands for a group; `each` is a line per run in the group's colour. */
  readonly center: GroupCenter | 'each';
  readonly band: GroupBand;
  /** Every value of this gets charts of its own; null for none. */
  readonly facet: string | null;
  /** Sections that are folded, by their prefix. */
  readonly folded: readonly string[];
  /** Expressions of derived metrics, in the order in which they were added. */
  readonly derived: readonly string[];
  /** Charts over runs, section by section; missing in a layout that was kept before there were any. */
  readonly added?: readonly AddedChart[];
}

export const initialLayout: ChartsLayout = {
  by: null,
  center: 'mean',
  band: 'range',
  facet: null,
  folded: [],
  derived: [],
};

/** Whether a stored document still fits. */
export function isChartsLayout(value: unknown): value is ChartsLayout {
  if (typeof value !== 'object' || value === null) return false;
  const { by, center, band, facet, folded, derived, added } = value as Partial<
    Record<keyof ChartsLayout, unknown>
  >;
  const isText = (part: unknown): boolean => part === null || typeof part === 'string';
  const areTexts = (part: unknown): boolean =>
    Array.isArray(part) && part.every((text) => typeof text === 'string');
  return (
    isText(by) &&
    isText(facet) &&
    (center === 'each' || groupCenters.some((known) => known === center)) &&
    groupBands.some((known) => known === band) &&
    areTexts(folded) &&
    areTexts(derived) &&
    (added === undefined || (Array.isArray(added) && added.every(isAddedChart)))
  );
}
