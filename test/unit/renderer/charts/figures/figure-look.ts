import type { FigureLook } from '../../../../../src-renderer/charts/figures/figure.ts';

/** Text of even letters, and colours by their names. */
export const figureLook: FigureLook = {
  textSize: 10,
  colorOf: (variable) => variable,
  measure: (text, size) => text.length * size * 0.5,
};
