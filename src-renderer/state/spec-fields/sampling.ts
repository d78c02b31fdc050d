import type { FieldSpec } from './field.ts';

/** How a language model writes the texts that are shown while it learns: a part without kinds. */
export const samplingFields: readonly FieldSpec[] = [
  { name: 'prompt', type: 'text' },
  { name: 'length', type: 'integer', standard: 120 },
  { name: 'temperature', type: 'number', standard: 0.8 },
  { name: 'topK', type: 'integer' },
  { name: 'topP', type: 'number' },
];
