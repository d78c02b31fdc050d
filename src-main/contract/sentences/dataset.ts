import { enumerateColumns, grouped, listed } from './words.ts';

type WrongCell = {
  readonly file: string;
  readonly row: number;
  /** In the file, from 1; 0 where a file has no lines. */
  readonly line: number;
  readonly column: string;
  readonly cell: string;
  readonly wanted: 'number' | 'date';
};

/** What reading a dataset finds, and what its split gives away. */
export const datasetSentences = {
  'dataset.wrongCell': ({ file, row, line, column, cell, wanted }: WrongCell) =>
    `${file}: row ${row}${line === 0 ? '' : ` (line ${line} of the file)`}, column "${column}": "${cell}" is not a ${wanted}${wanted === 'date' ? ' such as 2024-05-31' : ''}. ` +
    "Correct the cell, leave it empty if the value is missing, or set the column's type to category or ignore.",
  'dataset.tooManyCategories': ({ file, column, most }: { file: string; column: string; most: number }) =>
    `${file}: column "${column}" has more than ${grouped(most)} distinct values, too many for a category. Set its type to text or ignore.`,
  'dataset.missing': ({ column, count }: { column: string; count: number }) =>
    `Column "${column}" has ${count === 1 ? 'one missing value' : `${count} missing values`}.`,
  'dataset.missingInSeveral': ({ columns }: { columns: readonly string[] }) =>
    `Values are missing in ${enumerateColumns(columns)}.`,
  'dataset.constant': ({ column }: { column: string }) =>
    `Column "${column}" has the same value in every row; it tells nothing.`,
  'dataset.severalConstant': ({ columns }: { columns: readonly string[] }) =>
    `${enumerateColumns(columns)} have the same value in every row; they tell nothing.`,
  'dataset.rowNames': ({ column }: { column: string }) =>
    `Column "${column}" looks like a row's number or name; leave it out of the features.`,
  'dataset.severalRowNames': ({ columns }: { columns: readonly string[] }) =>
    `${enumerateColumns(columns)} look like a row's number or name; leave them out of the features.`,
  'dataset.moreWarnings': ({ count }: { count: number }) =>
    `There are ${grouped(count)} more of such warnings.`,
  'dataset.encoding': ({ encoding }: { encoding: string }) => `The file is encoded in ${encoding}.`,
  /** `comma`, `semicolon`, `tab`, `bar`, or the character itself. */
  'dataset.delimiter': ({ delimiter }: { delimiter: string }) =>
    `Cells are separated by ${delimiterName(delimiter)}, as found in the file.`,
  'dataset.unnamedColumn': ({ number }: { number: number }) =>
    `Column ${number} has no name in the header; it is called "column ${number}".`,
  'dataset.noLabels': ({ file, labels }: { file: string; labels: string }) =>
    `There is no file of labels beside ${file} (${labels}), so nothing says what the images are.`,
  'dataset.resized': ({ found, side }: { found: string; side: number }) => resized(found, side),
  'dataset.resizedSizes': ({ count, side }: { count: number; side: number }) =>
    resized(`${count} sizes`, side),
  'dataset.freeText': ({ column }: { column: string }) =>
    `Column "${column}" is free text and is left out; add the step "bagOfWords" to use it, or set its type to category.`,
  'dataset.noTargetValue': ({ target, count }: { target: string; count: number }) =>
    `${count === 1 ? 'One row' : `${count} rows`} without a value in "${target}" ${count === 1 ? 'is' : 'are'} left out.`,

  'leakage.identicalRows': ({ count, share }: { count: number; share: string }) =>
    `${count === 1 ? 'One row' : `${grouped(count)} rows`} held out (${share}) ${count === 1 ? 'is' : 'are'} also among the rows trained on, value for value: the measured quality is better than it will be on new rows. Remove the copies, or split by group.`,
  'leakage.rowNames': ({ feature }: { feature: string }) =>
    `The feature "${feature}" looks like a row's number or name: a model can learn rows by heart with it. Leave it out.`,
  'leakage.tellsClass': ({ feature, target, share }: { feature: string; target: string; share: string }) =>
    `The feature "${feature}" gives the target "${target}" away: it alone is right in ${share} of the rows held out. If it is known only after the target is, leave it out.`,
  'leakage.tellsNumber': ({ feature, target, r2 }: { feature: string; target: string; r2: string }) =>
    `The feature "${feature}" gives the target "${target}" away: it alone is enough for an R² of ${r2}. If it is known only after the target is, leave it out.`,
  'leakage.paragraphs': ({ count, share, first }: { count: number; share: string; first: string }) =>
    `${count === 1 ? 'One paragraph' : `${grouped(count)} paragraphs`} held out (${share}) ${count === 1 ? 'is' : 'are'} also in the training text, word for word: "${first}". The measured quality is better than it will be on a new text. Remove the copies.`,

  'split.untrainedClasses': ({ classes }: { classes: readonly string[] }) =>
    `No training row is of class ${listed(classes)}: the model cannot learn it. Choose another split.`,
  'split.unheldClasses': ({ classes }: { classes: readonly string[] }) =>
    `No row held out is of class ${listed(classes)}: the figures say nothing of it.`,
} as const;

function resized(found: string, side: number): string {
  return `The images (${found}) are brought to ${side} × ${side}; dataset.image takes another size.`;
}

function delimiterName(delimiter: string): string {
  const names: Readonly<Record<string, string>> = {
    comma: 'commas',
    semicolon: 'semicolons',
    tab: 'tabs',
    bar: 'vertical bars',
  };
  return names[delimiter] ?? `"${delimiter}"`;
}
