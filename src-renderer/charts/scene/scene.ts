/** A picture as shapes, in pixels from its top left corner; written as SVG, as PDF or on a canvas. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** Shapes marked `inside` are seen within this box alone. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly font: SceneFont;
  /** What is behind comes first. */
  readonly shapes: readonly SceneShape[];
}

/** Families that SVG, PDF and a canvas all have. */
export const sceneFonts = ['sans', 'serif', 'mono'] as const;
export type SceneFont = (typeof sceneFonts)[number];

export type SceneShape = SceneLine | SceneArea | SceneAreas | SceneDot | SceneText;

interface Drawn {
  /** As CSS writes it, `#rrggbb`. */
  readonly color: string;
  /** From 0 to 1. */
  readonly alpha: number;
  readonly inside: boolean;
}

/** Unbroken pieces, each with its points: x and y in turn. */
export interface SceneLine extends Drawn {
  readonly kind: 'line';
  readonly pieces: readonly (readonly number[])[];
  readonly width: number;
  readonly dash: readonly number[] | null;
}

/** A filled outline: x and y in turn. */
export interface SceneArea extends Drawn {
  readonly kind: 'area';
  readonly outline: readonly number[];
}

/** Outlines that are filled as one, so that there are no seams where they touch. */
export interface SceneAreas extends Drawn {
  readonly kind: 'areas';
  readonly outlines: readonly (readonly number[])[];
}

export interface SceneDot extends Drawn {
  readonly kind: 'dot';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A line of text; `y` is its baseline. */
export interface SceneText extends Drawn {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly bold: boolean;
}

export const fontFamilies: Readonly<Record<SceneFont, string>> = {
  sans: 'Helvetica, Arial, "Noto Sans", "Noto Sans SC", sans-serif',
  serif: '"Times New Roman", Times, "Noto Serif", serif',
  mono: '"Courier New", Courier, monospace',
};

/** A colour of the theme as red, green and blue from 0 to 255; black for what is none of `#rgb` and `#rrggbb`. */
export function channelsOf(color: string): readonly [red: number, green: number, blue: number] {
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color);
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(color);
  const parts = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit) ?? ['0', '0', '0'];
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16));
  return [red, green, blue];
}

/** Three digits behind the point are more than any printer shows. */
export function shortNumber(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
