import { isHeld, type SeriesAnswer, type SeriesLine } from '#contract/metric.ts';
import { axisPlaces, placeOn, type AxisPlaces } from '../axis-scale.ts';
import { bandPieces } from '../band.ts';
import { drawnColumn, drawnLine, type DrawnLine } from '../drawn-line.ts';
import { legendPlaces } from '../legend-places.ts';
import type { AxisKind, ChartMark, LineStyle, XRange } from '../line-style.ts';
import { formatTicks, formatXTicks, linearTicks, logTicks, xTicks } from '../ticks.ts';
import type { Scene, SceneFont, SceneLine, SceneShape, SceneText } from './scene.ts';

/** What a chart shows at the moment, for a picture of it. */
export interface LinePicture {
  readonly title: string;
  readonly answer: SeriesAnswer;
  readonly styleOf: (line: SeriesLine) => LineStyle;
  readonly kind: AxisKind;
  /** What the horizontal axis counts, in words. */
  readonly xLabel: string;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly x: XRange;
  readonly y: XRange;
  readonly marks: readonly ChartMark[];
  /** Runs, smoothing and reduction in words, at the bottom. */
  readonly note: string;
}

export interface PictureLook {
  /** In pixels, of the whole picture. */
  readonly width: number;
  readonly height: number;
  readonly font: SceneFont;
  /** Of the axes' labels, in pixels; the others follow from it. */
  readonly textSize: number;
  /** The value of a colour of the theme. */
  readonly colorOf: (variable: `--${string}`) => string;
  /** How wide a text is in pixels. */
  readonly measure: (text: string, size: number, bold: boolean) => number;
}

/** A line chart as a scene of this size: the same first, min, max and last of every bucket that the window draws. */
export function lineScene(picture: LinePicture, look: PictureLook): Scene {
  const { width, height, textSize, colorOf } = look;
  const { answer, kind, logX, logY } = picture;
  const edge = textSize;
  const legend = legendPlaces(
    answer.lines.map((line) => look.measure(picture.styleOf(line).name, textSize, false) + 3.5 * textSize),
    width - 2 * edge,
  );
  const rows = (legend.at(-1)?.row ?? -1) + 1;
  const noteHeight = picture.note === '' ? 0 : 1.8 * textSize;
  const box = {
    left: edge + 5 * textSize,
    top: edge + 2.4 * textSize,
    width: Math.max(40, width - 2 * edge - 5.5 * textSize),
    height: Math.max(40, height - 2 * edge - (5.4 + 1.8 * rows) * textSize - noteHeight),
  };
  const places = {
    x: axisPlaces(picture.x, logX, box.left, box.left + box.width),
    y: axisPlaces(picture.y, logY, box.top + box.height, box.top),
  };
  const text = textsOf(look);
  const bottom = box.top + box.height;

  const shapes: SceneShape[] = [
    text(picture.title, edge, edge + 1.1 * textSize, { size: 1.3 * textSize, bold: true }),
  ];
  const yTicks = (logY ? logTicks : linearTicks)(
    picture.y.from,
    picture.y.to,
    Math.max(2, Math.floor(box.height / (3 * textSize))),
  );
  const yLabels = logY ? yTicks.flatMap((tick) => formatTicks([tick])) : formatTicks(yTicks);
  for (const [index, tick] of yTicks.entries()) {
    const y = placeOn(places.y, tick);
    shapes.push(rule([box.left, y, box.left + box.width, y], colorOf('--chart-grid'), 1));
    shapes.push(
      text(yLabels[index] ?? '', box.left - 0.6 * textSize, y + 0.35 * textSize, {
        color: colorOf('--chart-label'),
        anchor: 'end',
      }),
    );
  }
  const zone = -new Date(picture.x.from).getTimezoneOffset();
  const ticks = xTicks(kind, picture.x.from, picture.x.to, (box.width * 11) / textSize, logX, zone);
  const labels = formatXTicks(kind, ticks);
  shapes.push(rule([box.left, bottom, box.left + box.width, bottom], colorOf('--chart-axis'), 1));
  for (const [index, tick] of ticks.entries()) {
    const x = placeOn(places.x, tick);
    shapes.push(rule([x, bottom, x, bottom + 4], colorOf('--chart-axis'), 1));
    shapes.push(
      text(labels[index] ?? '', x, bottom + 1.6 * textSize, {
        color: colorOf('--chart-label'),
        anchor: 'middle',
      }),
    );
  }
  shapes.push(
    text(picture.xLabel, box.left + box.width / 2, bottom + 3 * textSize, {
      color: colorOf('--text-muted'),
      anchor: 'middle',
    }),
  );
  for (const mark of picture.marks) {
    if (mark.x < picture.x.from || mark.x > picture.x.to) continue;
    const x = placeOn(places.x, mark.x);
    const color = colorOf(mark.tone === 'danger' ? '--danger' : '--chart-axis');
    shapes.push({ ...rule([x, box.top, x, bottom], color, 1), dash: [2, 3] });
  }
  shapes.push(...linesOf(picture, places, bottom, colorOf));
  for (const [index, line] of answer.lines.entries()) {
    const style = picture.styleOf(line);
    const { left = 0, row = 0 } = legend[index] ?? {};
    const middle = bottom + (4.2 + 1.8 * row) * textSize;
    shapes.push({
      ...rule([edge + left, middle, edge + left + 1.6 * textSize, middle], colorOf(style.color), 2.5),
      dash: style.dash,
    });
    shapes.push(text(style.name, edge + left + 2.1 * textSize, middle + 0.35 * textSize));
  }
  if (picture.note !== '') {
    shapes.push(
      text(picture.note, edge, height - edge, { size: 0.9 * textSize, color: colorOf('--text-muted') }),
    );
  }
  return { width, height, background: colorOf('--bg-raised'), box, font: look.font, shapes };
}

const faint = 0.28;

/** A cross on the x axis where a value was not finite, and in words which of them it was. */
function notFinite(
  { lines }: SeriesAnswer,
  styleOf: LinePicture['styleOf'],
  places: AxisPlaces,
  bottom: number,
  colorOf: PictureLook['colorOf'],
): readonly SceneShape[] {
  const size = 3.5;
  const words = { nan: 'NaN', inf: '∞', '-inf': '−∞' } as const;
  return lines.flatMap((line) => {
    let before = Number.NEGATIVE_INFINITY;
    return line.nonFinite.flatMap(({ x, kind }): SceneShape[] => {
      const at = placeOn(places, x);
      if (at - before < 2 * size) return [];
      before = at;
      const y = bottom - size - 2;
      const color = colorOf('--danger');
      return [
        {
          ...rule([], color, 1.6),
          pieces: [
            [at - size, y - size, at + size, y + size],
            [at - size, y + size, at + size, y - size],
          ],
        },
        {
          kind: 'text',
          text: `${words[kind]} (${styleOf(line).name})`,
          x: at + size + 2,
          y,
          size: 9,
          color,
          anchor: 'start',
          bold: false,
          alpha: 1,
          inside: true,
        },
      ];
    });
  });
}

/** All bands, all raw lines, then the smoothed ones, and where values were not finite. */
function linesOf(
  { answer, styleOf, logX, logY }: LinePicture,
  places: { readonly x: AxisPlaces; readonly y: AxisPlaces },
  bottom: number,
  colorOf: PictureLook['colorOf'],
): readonly SceneShape[] {
  const axes = { logX, logY };
  const smooths = answer.lines.some((line) => line.smoothed !== undefined);
  const placed = ({ x, y, pieces }: DrawnLine): number[][] =>
    pieces.map((start, piece) => {
      const points: number[] = [];
      for (let index = start; index < (pieces[piece + 1] ?? x.length); index++) {
        points.push(placeOn(places.x, x[index] ?? 0), placeOn(places.y, y[index] ?? 0));
      }
      return points;
    });
  const lineOf = (drawn: DrawnLine, style: LineStyle, alpha: number): SceneLine => ({
    kind: 'line',
    pieces: placed(drawn),
    color: colorOf(style.color),
    width: style.width ?? 1.5,
    dash: style.dash,
    alpha,
    inside: true,
  });
  const bands = answer.lines.flatMap((line): SceneShape[] =>
    bandPieces(answer.x, line, axes).map(({ x, low, high }) => ({
      kind: 'area',
      outline: [
        ...x.flatMap((at, index) => [placeOn(places.x, at), placeOn(places.y, high[index] ?? 0)]),
        ...x
          .flatMap((at, index) => [[placeOn(places.x, at), placeOn(places.y, low[index] ?? 0)]])
          .reverse()
          .flat(),
      ],
      color: colorOf(styleOf(line).color),
      alpha: 0.16,
      inside: true,
    })),
  );
  const raw = answer.lines.map((line) => {
    const style = styleOf(line);
    const drawn = drawnLine(answer.x, line, axes, isHeld(line.key));
    return lineOf(drawn, style, smooths || style.faint === true ? faint : 1);
  });
  const smoothed = answer.lines.flatMap((line) =>
    line.smoothed === undefined
      ? []
      : [lineOf(drawnColumn(answer.x, line.smoothed, line.nonFinite, axes), styleOf(line), 1)],
  );
  return [...bands, ...raw, ...smoothed, ...notFinite(answer, styleOf, places.x, bottom, colorOf)];
}

function rule(points: readonly number[], color: string, width: number): SceneLine {
  return { kind: 'line', pieces: [points], color, width, dash: null, alpha: 1, inside: false };
}

function textsOf({ textSize, colorOf }: PictureLook) {
  return (text: string, x: number, y: number, more: Partial<SceneText> = {}): SceneText => ({
    kind: 'text',
    text,
    x,
    y,
    size: textSize,
    color: colorOf('--text'),
    anchor: 'start',
    bold: false,
    alpha: 1,
    inside: false,
    ...more,
  });
}
