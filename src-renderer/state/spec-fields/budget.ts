import type { FieldSpec } from './field.ts';

const secondsPerMinute = 60;
const bytesPerMegabyte = 1024 * 1024;

/** Limits besides the length: a part without kinds. */
export const budgetLimitFields: readonly FieldSpec[] = [
  { name: 'steps', type: 'integer' },
  { name: 'epochs', type: 'integer' },
  { name: 'seconds', type: 'number', labelled: 'budgetMinutes', scale: secondsPerMinute, unset: 'none' },
  { name: 'wattHours', type: 'number', unset: 'none' },
  { name: 'memoryBytes', type: 'integer', labelled: 'budgetMemory', scale: bytesPerMegabyte, unset: 'none' },
  { name: 'diskBytes', type: 'integer', labelled: 'budgetDisk', scale: bytesPerMegabyte, unset: 'none' },
];

/** What a training does once its loss is no number any more. */
export const onNonFiniteFields: readonly FieldSpec[] = [
  { name: 'rollback', type: 'boolean', standard: true },
  { name: 'factor', type: 'number', standard: 0.5, labelled: 'rollbackFactor' },
  { name: 'attempts', type: 'integer', standard: 3 },
];
