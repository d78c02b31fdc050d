import { createMeasure } from '../scene/canvas.ts';
import { chartColor } from '../theme.ts';
import type { FigureLook } from './figure.ts';

/** Colours and text as they are where an element stands, in the theme of the moment; each colour is looked up once. */
export function elementLook(element: Element, family: string, textSize: number): FigureLook {
  const measure = createMeasure();
  const colors = new Map<string, string>();
  return {
    textSize,
    colorOf: (variable) => {
      const color = colors.get(variable) ?? chartColor(element, variable);
      colors.set(variable, color);
      return color;
    },
    measure: (text, size, bold) => measure(text, size, family, bold),
  };
}
