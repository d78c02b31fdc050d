import { datasetFormats, splitKinds, textEncodings } from '#contract/dataset.ts';
import type { FieldSpec } from './field.ts';

/** How rows are held out. */
export const splitFields = [
  { name: 'validation', type: 'number' },
  { name: 'kind', type: 'choice', choices: splitKinds },
] as const satisfies readonly FieldSpec[];

/** Of a fold that is held out. */
export const foldFields = [
  { name: 'folds', type: 'integer' },
  { name: 'fold', type: 'integer', standard: 0 },
] as const satisfies readonly FieldSpec[];

/** Of data that Descent makes up. */
export const generatedFields = [
  { name: 'rows', type: 'integer', start: 100 },
  { name: 'weights', type: 'numbers', start: [1] },
  { name: 'noise', type: 'number', standard: 0 },
  { name: 'bias', type: 'number', standard: 0 },
  { name: 'seed', type: 'integer', standard: 0 },
] as const satisfies readonly FieldSpec[];

/** Of any file. */
export const fileFields = [
  { name: 'missing', type: 'words' },
  { name: 'format', type: 'choice', choices: datasetFormats },
] as const satisfies readonly FieldSpec[];

/** How the text of a table is read. */
export const readingFields = [
  { name: 'encoding', type: 'choice', choices: textEncodings },
  { name: 'delimiter', type: 'text' },
  { name: 'quote', type: 'text' },
  ...fileFields,
  { name: 'decimalComma', type: 'boolean' },
] as const satisfies readonly FieldSpec[];

/** What the images of a folder are brought to. */
export const imageFields = [
  { name: 'height', type: 'integer' },
  { name: 'width', type: 'integer' },
  { name: 'channels', type: 'choice', choices: [1, 3] },
] as const satisfies readonly FieldSpec[];
