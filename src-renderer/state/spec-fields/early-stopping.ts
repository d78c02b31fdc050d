import type { FieldSpec } from './field.ts';

/** A part without kinds: it is there or not. */
export const earlyStoppingFields: readonly FieldSpec[] = [
  { name: 'metric', type: 'text' },
  { name: 'patience', type: 'integer', standard: 10 },
  { name: 'minChange', type: 'number', standard: 0 },
  { name: 'restoreBest', type: 'boolean', standard: true },
];
