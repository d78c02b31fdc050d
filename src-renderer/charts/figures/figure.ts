import type { PictureLook } from '../scene/line-scene.ts';
import type { Scene, SceneLine, SceneShape, SceneText } from '../scene/scene.ts';

/** A part of a picture, in pixels. */
export interface FigureArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Colours and text of a figure; its size is that of the area. */
export type FigureLook = Pick<PictureLook, 'textSize' | 'colorOf' | 'measure'>;

/** Something that can be pointed at: a dot by its place, all else by its box. */
export interface FigureTarget {
  readonly x: number;
  readonly y: number;
  readonly box?: FigureArea;
  /** The runs that it stands for. */
  readonly runs: readonly number[];
  /** What it is, a line each; the first says which. */
  readonly text: readonly string[];
}

/** A part of a figure over which a brush is drawn. */
export interface FigureBrush {
  readonly id: string;
  readonly box: FigureArea;
  /** `box`: a rectangle that chooses what is in it; `up`: a part of an upright axis. */
  readonly kind: 'box' | 'up';
}

/** A figure drawn in an area. */
export interface FigureDrawing {
  /** What is behind comes first. */
  readonly shapes: readonly SceneShape[];
  readonly targets: readonly FigureTarget[];
  readonly brushes: readonly FigureBrush[];
  /** Shapes marked `inside` are seen within it alone. */
  readonly plot: FigureArea;
}

/** A chart of anything but lines over steps: the same shapes in the window and in a picture of it. */
export type Figure = (area: FigureArea, look: FigureLook) => FigureDrawing;

/** Room around the figure in its card. */
const cardEdge = 4;

/** The figure as the window shows it: the title and the rest stand around it. */
export function cardScene(
  figure: Figure,
  size: { readonly width: number; readonly height: number },
  look: FigureLook,
): { readonly scene: Scene; readonly drawing: FigureDrawing } {
  const area = {
    left: cardEdge,
    top: cardEdge,
    width: Math.max(60, size.width - 2 * cardEdge),
    height: Math.max(60, size.height - 2 * cardEdge),
  };
  const drawing = figure(area, look);
  const background = look.colorOf('--bg-raised');
  return {
    drawing,
    scene: { ...size, background, box: drawing.plot, font: 'sans', shapes: drawing.shapes },
  };
}

/** The figure as a picture by itself, with its title above and a note below. */
export function pictureScene(figure: Figure, title: string, note: string, look: PictureLook): Scene {
  const { width, height, textSize, colorOf, font } = look;
  const edge = textSize;
  const [head, foot] = [2.4 * textSize, note === '' ? 0 : 1.8 * textSize];
  const area = {
    left: edge,
    top: edge + head,
    width: Math.max(60, width - 2 * edge),
    height: Math.max(60, height - 2 * edge - head - foot),
  };
  const drawing = figure(area, look);
  const shapes = [
    textShape(title, edge, edge + 1.1 * textSize, {
      size: 1.3 * textSize,
      color: colorOf('--text'),
      bold: true,
    }),
    ...drawing.shapes,
    ...(note === ''
      ? []
      : [textShape(note, edge, height - edge, { size: 0.9 * textSize, color: colorOf('--text-muted') })]),
  ];
  return { width, height, background: colorOf('--bg-raised'), box: drawing.plot, font, shapes };
}

export function textShape(
  text: string,
  x: number,
  y: number,
  more: Partial<SceneText> & Pick<SceneText, 'size' | 'color'>,
): SceneText {
  return { kind: 'text', text, x, y, anchor: 'start', bold: false, alpha: 1, inside: false, ...more };
}

/** Text over what is drawn, on a ground of its own. */
export function groundedText(
  text: string,
  x: number,
  y: number,
  more: Pick<SceneText, 'size' | 'color'> & Partial<SceneText>,
  { measure, colorOf }: FigureLook,
): readonly SceneShape[] {
  const width = measure(text, more.size, more.bold ?? false);
  const left = more.anchor === 'end' ? x - width : more.anchor === 'middle' ? x - width / 2 : x;
  const ground = { left: left - 1.5, top: y - 0.85 * more.size, width: width + 3, height: 1.1 * more.size };
  return [
    { kind: 'area', outline: boxOutline(ground), color: colorOf('--bg-raised'), alpha: 0.75, inside: false },
    textShape(text, x, y, more),
  ];
}

export function lineShape(
  pieces: readonly (readonly number[])[],
  color: string,
  width: number,
  more: Partial<SceneLine> = {},
): SceneLine {
  return { kind: 'line', pieces, color, width, dash: null, alpha: 1, inside: false, ...more };
}

/** A rectangle as an outline. */
export function boxOutline({ left, top, width, height }: FigureArea): readonly number[] {
  return [left, top, left + width, top, left + width, top + height, left, top + height];
}

/** The text, or its beginning with an ellipsis where there is no room for all of it. */
export function fittedText(text: string, room: number, { measure, textSize }: FigureLook): string {
  if (measure(text, textSize, false) <= room) return text;
  const letters = [...text];
  let [fits, not] = [0, letters.length];
  while (not - fits > 1) {
    const middle = (fits + not) >> 1;
    if (measure(`${letters.slice(0, middle).join('')}…`, textSize, false) <= room) fits = middle;
    else not = middle;
  }
  return `${letters.slice(0, fits).join('')}…`;
}

/** The target nearest to a point: one whose box it is in, else a dot within reach of the pointer. */
export function targetAt(
  targets: readonly FigureTarget[],
  x: number,
  y: number,
  reach = 14,
): FigureTarget | null {
  let nearest: FigureTarget | null = null;
  let least = reach * reach;
  for (const target of targets) {
    const { box } = target;
    if (box !== undefined) {
      const inside = x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
      if (inside && least === reach * reach) nearest = target;
      continue;
    }
    const distance = (target.x - x) ** 2 + (target.y - y) ** 2;
    if (distance > least) continue;
    least = distance;
    nearest = target;
  }
  return nearest;
}
