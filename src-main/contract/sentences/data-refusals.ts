import { grouped } from './words.ts';

/** Why nothing can be learned from data. */
export const dataRefusalsSentences = {
  'data.pixelColumns': ({ count, size }: { count: number; size: number }) =>
    `Steps that work on columns make a column of every pixel, and ${grouped(count)} images of ${grouped(size)} values are too many for that. Use the steps for images, such as "normaliseChannels", and leave dataset.features out.`,
  'data.noLabels': ({ file }: { file: string }) =>
    `Nothing says what the images of ${file} are, so there is nothing to learn. Put the file of labels beside it, or the images of each class into a folder of its own.`,
  'data.noTarget': ({ file }: { file: string }) => `${file} has no column that could be predicted.`,
  'data.targetAsFeature': ({ name }: { name: string }) =>
    `"${name}" is the target, so it cannot be a feature as well. Remove it here.`,
  'data.featureTwice': ({ name }: { name: string }) =>
    `The feature "${name}" is named twice. Remove one of the two.`,
  'data.nothingToSee': ({ file }: { file: string }) =>
    `${file} has no column for the model to see. Name at least one feature.`,
  'data.nothingToPredictFrom': ({ file, target }: { file: string; target: string }) =>
    `${file} has no column to predict "${target}" from. Name at least one feature.`,
  'data.dateTarget': ({ column }: { column: string }) =>
    `Column "${column}" holds dates, and a date cannot be predicted. Choose another target, or set the column's type to category.`,
  'data.fewTargets': ({ target }: { target: string }) =>
    `Fewer than two rows have a value in the target "${target}".`,
  'data.oneClass': ({ target, name }: { target: string; name: string }) =>
    `The target "${target}" has one class only ("${name}"): there is nothing to tell apart. Choose another target or add rows of another class.`,
  'data.constantTarget': ({ target, value }: { target: string; value: string }) =>
    `The target "${target}" is ${value} in every row: there is nothing to learn. Choose another target.`,
  'data.notUsable': ({ column, text }: { column: string; text: boolean }) =>
    `Column "${column}" is ${text ? 'free text' : 'set to be ignored'}. Choose another column, ${text ? 'add the step "bagOfWords" for it, ' : ''}or set its type to number or category.`,
} as const;
