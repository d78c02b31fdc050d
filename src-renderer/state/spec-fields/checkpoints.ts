import type { FieldSpec } from './field.ts';

/** Which checkpoints are kept: a part without kinds, whose rules hold also where it is left out. */
export const checkpointFields: readonly FieldSpec[] = [
  { name: 'last', type: 'integer', standard: 2 },
  { name: 'best', type: 'integer', standard: 1 },
  { name: 'metric', type: 'text' },
  { name: 'direction', type: 'choice', choices: ['minimise', 'maximise'] },
  { name: 'everySteps', type: 'integer' },
  { name: 'everyMinutes', type: 'number' },
  { name: 'keep', type: 'integer', standard: 10 },
];
