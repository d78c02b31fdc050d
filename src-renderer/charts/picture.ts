import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';
import { legendPlaces } from './legend-places.ts';
import type { LineStyle } from './line-style.ts';
import { chartColor } from './theme.ts';

export interface Picture {
  readonly canvas: HTMLCanvasElement;
  /** An element of the chart, for fonts and colours. */
  readonly element: Element;
  readonly title: string;
  readonly answer: SeriesAnswer;
  readonly styleOf: (line: SeriesLine) => LineStyle;
  /** Runs, smoothing and reduction in words, under the legend. */
  readonly note: string;
}

/** The chart as PNG with title, legend and note, as it is drawn at the moment. */
export async function chartPicture(picture: Picture): Promise<Blob> {
  const { canvas, element, title, answer, styleOf, note } = picture;
  const ratio = canvas.width / Math.max(1, canvas.clientWidth || canvas.width);
  const family = getComputedStyle(element).fontFamily;
  const text = chartColor(element, '--text');
  const [edge, head, row] = [16 * ratio, 36 * ratio, 20 * ratio];
  const result = document.createElement('canvas');
  const context = result.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw the picture on.');
  const font = (size: number, strong = ''): string => `${strong} ${size * ratio}px ${family}`;
  context.font = font(12);
  const places = legendPlaces(
    answer.lines.map((line) => context.measureText(styleOf(line).name).width + 40 * ratio),
    canvas.width,
  );
  const rows = (places.at(-1)?.row ?? -1) + 1;
  result.width = canvas.width + 2 * edge;
  result.height = head + canvas.height + rows * row + (note === '' ? 0 : row) + edge;
  context.fillStyle = chartColor(element, '--bg-raised');
  context.fillRect(0, 0, result.width, result.height);
  context.fillStyle = text;
  context.textBaseline = 'middle';
  context.font = font(14, '600');
  context.fillText(title, edge, head / 2 + 2 * ratio);
  context.drawImage(canvas, edge, head);
  context.font = font(12);
  for (const [index, line] of answer.lines.entries()) {
    const style = styleOf(line);
    const place = places[index] ?? { left: 0, row: 0 };
    const left = edge + place.left;
    const middle = head + canvas.height + (place.row + 0.5) * row;
    context.strokeStyle = chartColor(element, style.color);
    context.lineWidth = 2.5 * ratio;
    context.setLineDash((style.dash ?? []).map((length) => (length * ratio) / 1.5));
    context.beginPath();
    context.moveTo(left, middle);
    context.lineTo(left + 18 * ratio, middle);
    context.stroke();
    context.fillStyle = text;
    context.fillText(style.name, left + 24 * ratio, middle);
  }
  context.fillStyle = chartColor(element, '--text-muted');
  context.font = font(11);
  context.fillText(note, edge, head + canvas.height + (rows + 0.5) * row);
  return new Promise((resolve, reject) =>
    result.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture could not be made.')) : resolve(blob)),
      'image/png',
    ),
  );
}
