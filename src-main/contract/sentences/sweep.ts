/** What a sampler chose params by, and what a pruner decided. */
export const sweepSentences = {
  'sweep.whyChance': () => 'Drawn by chance.',
  'sweep.whyDefaults': () => 'The defaults, as something to compare with.',
  'sweep.whyGrid': ({ points, left }: { points: number; left: number }) =>
    `A point of the grid: ${left} of ${points} were left.`,
} as const;
