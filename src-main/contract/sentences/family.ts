/** What the averages of runs are to be read with. */
export const familySentences = {
  'family.bestOnFold': ({ metric }: { metric: string }) =>
    `Each run kept the weights of its best evaluation, chosen by ${metric} on the very fold that its figures are of: they are a little too good. For figures that nothing was chosen by, set "earlyStopping.restoreBest" to false or leave early stopping out.`,
} as const;
