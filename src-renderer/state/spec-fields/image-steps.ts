import type { KindSpec } from './field.ts';

/** Steps of images by their `step`; those from `flip` on draw at random. */
export const imageKinds: readonly KindSpec[] = [
  {
    kind: 'resize',
    fields: [
      { name: 'height', type: 'integer', start: 32 },
      { name: 'width', type: 'integer', start: 32 },
      { name: 'method', type: 'choice', choices: ['bilinear', 'nearest', 'area'], standard: 'bilinear' },
    ],
  },
  { kind: 'colour', fields: [{ name: 'channels', type: 'choice', choices: [1, 3], start: 1 }] },
  {
    kind: 'normaliseChannels',
    fields: [
      { name: 'mean', type: 'numbers', labelled: 'channelMean' },
      { name: 'deviation', type: 'numbers', labelled: 'channelDeviation' },
    ],
    formulas: [String.raw`x' = \frac{x - \mu_c}{\sigma_c}`],
  },
  {
    kind: 'flip',
    fields: [
      { name: 'horizontal', type: 'boolean', standard: true },
      { name: 'vertical', type: 'boolean', standard: false },
    ],
  },
  { kind: 'shift', fields: [{ name: 'most', type: 'number', standard: 0.1 }] },
  { kind: 'rotate', fields: [{ name: 'degrees', type: 'number', standard: 10 }] },
  { kind: 'randomCrop', fields: [{ name: 'padding', type: 'integer', standard: 2 }] },
  { kind: 'cutout', fields: [{ name: 'size', type: 'integer', standard: 4 }] },
  {
    kind: 'mixup',
    fields: [{ name: 'alpha', type: 'number', standard: 0.2 }],
    formulas: [
      String.raw`x' = \lambda x_i + (1 - \lambda) x_j`,
      String.raw`y' = \lambda y_i + (1 - \lambda) y_j`,
    ],
  },
];
