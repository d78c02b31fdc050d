/** Why a step of preprocessing cannot do its work. */
export const stepRefusalsSentences = {
  'step.afterEmbed': ({ step, name }: { step: string; name: string }) =>
    `The step "${step}" names "${name}", whose categories are ids for the model since the step "embed". Put it before "embed", or take "${name}" out of one of the two.`,
  'step.freeText': ({ step, name }: { step: string; name: string }) =>
    `The step "${step}" names "${name}", which is free text. Set dataset.types.${name} to "category" if its words stand for classes, or make terms of it with the step "bagOfWords".`,
  'step.twoColumns': ({ step, name }: { step: string; name: string }) =>
    `After the step "${step}" there would be two columns named "${name}". Rename the column in the data, or take it out of the features.`,
  'step.onlyText': ({ step }: { step: string }) =>
    `The step "${step}" is for text, and this dataset is a table. Remove the step, or use a text file.`,
  'step.noTarget': () =>
    'The step "targetEncoding" encodes by the target, and an autoencoder has none. Choose "oneHot" or "hashing" instead.',
  'step.afterImage': ({ step, image }: { step: string; image: string }) =>
    `The step "${step}" works on columns, but since "${image}" there are images. Move it before.`,
  'step.tooLarge': ({ column, value }: { column: string; value: string }) =>
    `"${column}" comes to ${value} after preprocessing, which is too large for a model. Scale it first, with "standardise" or "robust", or cut it with "clip".`,
  'step.unfilled': ({ column, row }: { column: string; row: number }) =>
    `Column "${column}" has no value in row ${row}, and no step fills it. Add {"step": "impute"} as the first step, or leave the column out of the features.`,
  'step.otherShape': ({ shape }: { shape: string }) =>
    `The images are of [${shape}] (height, width, channels). Remove the step "image", or write that; "resize" makes another size of them.`,
  'step.imageColumns': ({ shape, cells, columns }: { shape: string; cells: number; columns: number }) =>
    `An image of ${shape} needs ${cells} columns, but there are ${columns}. Correct the shape, or name the pixel columns as features.`,
  'step.twoMixups': () =>
    'The step "mixup" is there twice, and each would mix what the other mixed. Remove one.',
  'step.onlyImages': ({ step }: { step: string }) =>
    `The step "${step}" works on images, and these rows are columns of numbers. If they are the pixels of an image, add {"step": "image", "shape": [height, width, channels]}; else remove the step.`,
  'step.order': ({ step, other }: { step: string; other: string }) =>
    `The step "${step}" comes after "${other}". Move it before.`,
  'step.channels': ({ channels }: { channels: number }) =>
    `The step "colour" knows grey and red, green and blue, but these images have ${channels} channels. Remove it.`,
  'step.cutout': ({
    size,
    height,
    width,
    most,
  }: {
    size: number;
    height: number;
    width: number;
    most: number;
  }) => `A square of ${size} pixels covers the whole image of ${height} × ${width}. Write at most ${most}.`,
  'step.padding': ({
    padding,
    height,
    width,
    most,
  }: {
    padding: number;
    height: number;
    width: number;
    most: number;
  }) =>
    `A padding of ${padding} pixels can push the whole image of ${height} × ${width} out. Write at most ${most}.`,
  'step.onlyNumbers': ({
    step,
    column,
    what,
    before,
  }: {
    step: string;
    column: string;
    what: 'dates' | 'categories';
    before: string;
  }) =>
    `The step "${step}" works on numbers, but "${column}" holds ${what}. Remove it here, or add the step "${before}" before.`,
  'step.onlyCategories': ({ step, column }: { step: string; column: string }) =>
    `The step "${step}" works on categories, but "${column}" holds dates. Remove it here, or add the step "dateParts" before and name one of its columns.`,
  'step.onlyDates': ({
    step,
    column,
    what,
  }: {
    step: string;
    column: string;
    what: 'numbers' | 'categories';
  }) =>
    `The step "${step}" works on dates, but "${column}" holds ${what}. Remove it here, or set the column's type to date.`,
  'step.tooManyTerms': ({ terms, rows, most }: { terms: number; rows: number; most: number }) =>
    `${terms} terms for each of ${rows} rows are more numbers than fit into memory. Write at most ${most}.`,
  'step.noTerm': ({
    unit,
    minCount,
    column,
  }: {
    unit: 'word' | 'character';
    minCount: number;
    column: string;
  }) =>
    `No ${unit} is in ${minCount} or more of the training texts of "${column}". Write a lower number, or leave the column out.`,
  'step.noColumnLeft': () => 'No column would be left to predict from. Drop fewer columns.',
  'step.required': ({ column, row }: { column: string; row: number }) =>
    `The step "require" refuses rows without a value, but "${column}" has none in row ${row}. Fill it with "impute" before, or name other columns.`,
  'step.noLimit': () =>
    'Clipping needs a limit: give "min", "max", or "tails", the share of rows to cut off at either end.',
  'step.limits': ({ max, min }: { max: number; min: number }) =>
    `The limits are the wrong way round: max ${max} is below min ${min}.`,
  'step.noConstant': () => 'Imputing with "constant" needs the constant: add "constant": 0.',
  'step.imputeDates': ({ column }: { column: string }) =>
    `The step "impute" fills numbers and categories, but "${column}" holds dates. Remove it here, or add the step "dateParts" before.`,
  'step.logNegative': ({ column, value, row }: { column: string; value: string; row: number }) =>
    `The step "log" is for amounts from 0 on, but "${column}" holds ${value} in row ${row}. Take "yeoJohnson" instead, which knows negative numbers, or name other columns.`,
  'step.tooManyColumns': ({ total, column }: { total: number; column: string }) =>
    `One column per category would make ${total} columns, above all of "${column}". Take "targetEncoding" or "hashing" for it, or give "minCount" so that rare categories share a column.`,
  'step.orderTwice': ({ word }: { word: string }) =>
    `The order names "${word}" twice. Remove one of the two.`,
  'step.tooManyProducts': ({
    columns,
    degree,
    total,
    most,
  }: {
    columns: number;
    degree: number;
    total: number;
    most: number;
  }) =>
    `Products of ${columns} columns up to degree ${degree} are ${total} further columns; at most ${most} are made. Name fewer columns, or take a lower degree.`,
  'step.logFirst': ({ target }: { target: string }) =>
    `The step "log" has to be the first one on the target "${target}", and there once. Put it before the steps that scale "${target}".`,
  'step.logTarget': ({ target, value, row }: { target: string; value: number; row: number }) =>
    `The logarithm of the target is for amounts from 0 on, but "${target}" holds ${value} in row ${row}. Take "${target}" out of the step "log".`,
  'step.noSuchColumn': ({
    step,
    name,
    near,
    known,
  }: {
    step: string;
    name: string;
    near: string;
    known: readonly string[];
  }) =>
    `The step "${step}" names "${name}", which is none of the columns at that point. ${known.length === 0 ? `Did you mean "${near}"?` : `There are ${known.join(', ')}.`}`,
  'step.ofColumns': ({ step, names }: { step: string; names: string }) =>
    `The step "${step}" works on columns, and this dataset is text. The steps for text are ${names}.`,
  'step.cutTwice': ({ step, names }: { step: string; names: string }) =>
    `A text is cut into tokens once, and "${step}" does that already. Keep one of ${names}.`,
} as const;
