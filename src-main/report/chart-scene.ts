import type { SeriesLine } from '#contract/metric.ts';
import type { ChartFigure, LineChart } from '#contract/report.ts';
import { seriesDash, seriesVariable } from '../../src-renderer/format/series-color.ts';
import type { LineStyle } from '../../src-renderer/charts/line-style.ts';
import { lineScene } from '../../src-renderer/charts/scene/line-scene.ts';
import type { Scene } from '../../src-renderer/charts/scene/scene.ts';
import { valueRange, xExtent } from '../../src-renderer/charts/value-range.ts';
import { textWidth } from './text-width.ts';
import { lightTheme } from './theme.ts';

const xNames = {
  step: 'step',
  relative: 'time since the start',
  time: 'time',
  epoch: 'epoch',
  examples: 'examples seen',
  energy: 'energy (Wh)',
} as const;

/** What the horizontal axis of a chart counts, in words. */
export function xNameOf({ x, xKey }: LineChart): string {
  return x === 'metric' ? (xKey ?? '') : xNames[x];
}

/** How a line of a figure is called. */
export function lineName({ name, runs }: ChartFigure['lines'][number], { by }: LineChart): string {
  return by === null ? name : `${name} (n = ${runs})`;
}

/** What was done to the points of a chart before they were drawn. */
export function noteOf({ by, center, band, smoothing, smoother }: LineChart): string {
  const bands = {
    range: 'smallest to largest',
    deviation: '± standard deviation',
    error: '± standard error',
    interval: '95 % interval of the mean',
    none: '',
  } as const;
  return [
    by === null ? '' : center,
    by === null ? '' : bands[band],
    smoothing > 0 ? `smoothed (${smoother ?? 'ema'}) by ${smoothing}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The chart as a picture of this size, light, from all points; null where there are none. */
export function chartScene(
  chart: LineChart,
  figure: ChartFigure,
  look: { readonly width: number; readonly height: number; readonly title: string },
): Scene | null {
  const { answer, lines } = figure;
  const { logX, logY } = chart;
  const x = xExtent(answer, logX);
  const y = x === null ? null : valueRange(answer, x, logY);
  if (x === null || y === null) return null;
  const styles = new Map<SeriesLine, LineStyle>(
    answer.lines.map((line, index) => {
      const of = lines[index] ?? { name: '', color: 0, runs: 1 };
      return [
        line,
        { name: lineName(of, chart), color: seriesVariable(of.color), dash: seriesDash(of.color) },
      ];
    }),
  );
  return lineScene(
    {
      title: look.title,
      answer,
      styleOf: (line) => styles.get(line) ?? { name: '', color: '--series-0', dash: null },
      kind: chart.x,
      xLabel: xNameOf(chart),
      logX,
      logY,
      x,
      y,
      marks: [],
      note: noteOf(chart),
    },
    {
      width: look.width,
      height: look.height,
      font: 'sans',
      textSize: 12,
      colorOf: (variable) => lightTheme[variable] ?? '#000000',
      measure: textWidth,
    },
  );
}
