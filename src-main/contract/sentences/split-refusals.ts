/** Why rows cannot be divided as asked. */
export const splitRefusalsSentences = {
  'split.stratified': ({ target }: { target: string }) =>
    `A stratified split needs classes, but the target "${target}" holds numbers. Choose "random".`,
  'split.tooManyFolds': ({ folds, rows }: { folds: number; rows: number }) =>
    `${folds} folds of ${rows} rows leave some empty. Write at most ${rows}.`,
  'split.needsNoColumn': ({ kind }: { kind: string }) =>
    `A ${kind} split uses no column. Set dataset.split.kind to "group", "time" or "column", or take "by" out.`,
  'split.needsNoValue': () =>
    'Only a split by column has a value. Set dataset.split.kind to "column", or take "value" out.',
  'split.foldWithoutFolds': () => 'A fold is one of several: say how many with dataset.split.folds.',
  'split.foldsAtRandom': ({ kind }: { kind: string }) =>
    `Folds are cut at random: choose the kind "random", "stratified" or "group" instead of "${kind}".`,
  'split.foldsAndShare': ({ folds }: { folds: number }) =>
    `With ${folds} folds, one part in ${folds} is held out. Take "validation" or "folds" out.`,
  'split.noSuchFold': ({ fold, folds, last }: { fold: number; folds: number; last: number }) =>
    `There is no fold ${fold}: ${folds} folds are numbered 0 to ${last}.`,
  'split.noOrder': ({ column, value }: { column: string; value: string }) =>
    `The column "${column}" does not order the rows: "${value}" is neither a number nor a date such as 2024-01-31. Choose another column.`,
  'split.noValue': ({ column, values }: { column: string; values: string }) =>
    `Say which rows are held out: set dataset.split.value to one of the values of "${column}" (${values}).`,
  'split.text': ({ kind }: { kind: string }) =>
    `Text is split in its order: its end is held out. Choose "ordered" instead of "${kind}", or leave it out.`,
  'split.textFolds': () =>
    'Text is not cut into folds: what comes later must not be learned from. Take "folds" out; to see how much a result depends on chance, repeat it with other seeds.',
  'split.nobodyHeld': ({
    column,
    wanted,
    all,
    values,
  }: {
    column: string;
    wanted: string;
    all: boolean;
    values: string;
  }) =>
    `${all ? 'Every row has' : 'No row has'} "${wanted}" in the column "${column}". Its values are ${values}.`,
  'split.tooFewGroups': ({
    column,
    groups,
    least,
    folds,
  }: {
    column: string;
    groups: number;
    least: number;
    folds: boolean;
  }) =>
    `The column "${column}" has ${groups} group${groups === 1 ? '' : 's'}, too few to be split into ${least}. Choose another column${folds ? ' or fewer folds' : ''}.`,
} as const;
