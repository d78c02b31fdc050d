import { formatNumber } from '../../format/number.ts';
import type { SceneShape } from '../scene/scene.ts';
import { legendPlaces } from '../legend-places.ts';
import { boxOutline, fittedText, textShape, type FigureArea, type FigureLook } from './figure.ts';

/** What colours mean: named ones, or a scale from low to high. */
export type FigureLegend =
  | { readonly kind: 'names'; readonly label: string; readonly entries: readonly LegendEntry[] }
  | {
      readonly kind: 'scale';
      readonly label: string;
      readonly low: number;
      readonly high: number;
      readonly log: boolean;
      /** How its numbers are written. */
      readonly format?: (value: number) => string;
    };

export interface LegendEntry {
  readonly name: string;
  readonly color: `--${string}`;
}

export const scaleColors = 10;

/** The colour of a value on a scale, as a variable of the theme. */
export function scaleVariable(share: number): `--scale-${number}` {
  return `--scale-${Math.min(scaleColors - 1, Math.max(0, Math.floor(share * scaleColors)))}`;
}

/** How far a value is from low to high, from 0 to 1; in the middle where both are the same. */
export function shareOf(
  value: number,
  { low, high, log }: { readonly low: number; readonly high: number; readonly log: boolean },
): number {
  if (high === low) return 0.5;
  if (log) return Math.log(value / low) / Math.log(high / low);
  return (value - low) / (high - low);
}

/** Draws a legend at the bottom of an area, and says what is left of the area above it. */
export function withLegend(
  area: FigureArea,
  look: FigureLook,
  legend: FigureLegend | null,
): { readonly area: FigureArea; readonly shapes: readonly SceneShape[] } {
  if (legend === null || (legend.kind === 'names' && legend.entries.length === 0))
    return { area, shapes: [] };
  return legend.kind === 'scale' ? scaleLegend(area, look, legend) : namesLegend(area, look, legend);
}

function scaleLegend(
  area: FigureArea,
  look: FigureLook,
  { label, low, high, log, format = formatNumber }: Extract<FigureLegend, { kind: 'scale' }>,
) {
  const { textSize, colorOf, measure } = look;
  const height = 2.2 * textSize;
  const middle = area.top + area.height - height / 2;
  const text = { size: textSize, color: colorOf('--chart-label') };
  const ends = [format(low), format(high)] as const;
  const wide = Math.min(10 * textSize, area.width / 3);
  const name = fittedText(label, Math.max(20, area.width - wide - 12 * textSize), look);
  let left = area.left;
  const shapes: SceneShape[] = [];
  const write = (words: string): void => {
    shapes.push(textShape(words, left, middle + 0.35 * textSize, text));
    left += measure(words, textSize, false) + 0.7 * textSize;
  };
  write(name);
  write(ends[0]);
  for (let step = 0; step < scaleColors; step++) {
    shapes.push({
      kind: 'area',
      outline: boxOutline({
        left: left + (step * wide) / scaleColors,
        top: middle - 0.45 * textSize,
        width: wide / scaleColors + (step + 1 < scaleColors ? 0.5 : 0),
        height: 0.9 * textSize,
      }),
      color: colorOf(`--scale-${step}`),
      alpha: 1,
      inside: false,
    });
  }
  left += wide + 0.7 * textSize;
  write(log ? `${ends[1]} (log)` : ends[1]);
  return { area: { ...area, height: area.height - height }, shapes };
}

/** Entries that are named, as far as two rows have room; how many there are besides is said. */
function namesLegend(
  area: FigureArea,
  look: FigureLook,
  { entries }: Extract<FigureLegend, { kind: 'names' }>,
) {
  const { textSize, colorOf, measure } = look;
  const rowHeight = 1.7 * textSize;
  const names = entries.map(({ name }) => fittedText(name, area.width / 3, look));
  const places = legendPlaces(
    names.map((name) => measure(name, textSize, false) + 2.6 * textSize),
    area.width,
  );
  const shown = places.filter(({ row }) => row < 2).length;
  const rows = Math.min(2, (places.at(-1)?.row ?? -1) + 1);
  const shapes: SceneShape[] = [];
  for (let index = 0; index < shown; index++) {
    const { left = 0, row = 0 } = places[index] ?? {};
    const middle = area.top + area.height - (rows - row - 0.5) * rowHeight;
    shapes.push({
      kind: 'dot',
      x: area.left + left + 0.6 * textSize,
      y: middle,
      radius: 0.42 * textSize,
      color: colorOf(entries[index]?.color ?? '--chart-axis'),
      alpha: 1,
      inside: false,
    });
    const hidden = index === shown - 1 && shown < entries.length ? ` +${entries.length - shown}` : '';
    shapes.push(
      textShape(
        `${names[index] ?? ''}${hidden}`,
        area.left + left + 1.4 * textSize,
        middle + 0.35 * textSize,
        {
          size: textSize,
          color: colorOf('--chart-label'),
        },
      ),
    );
  }
  return { area: { ...area, height: area.height - rows * rowHeight }, shapes };
}
