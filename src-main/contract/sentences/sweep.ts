/** What a sampler chose params by, and what a pruner decided. */
export const sweepSentences = {
  'sweep.whyChance': () => 'Drawn by chance.',
  'sweep.whyDefaults': () => 'The defaults, as something to compare with.',
  'sweep.whyGrid': ({ points, left }: { points: number; left: number }) =>
    `A point of the grid: ${left} of ${points} were left.`,
  'sweep.whyLeft': () => 'One of the few that are not tried yet.',
  'sweep.whyStartup': ({ told, startup }: { told: number; startup: number }) =>
    `Drawn by chance: the first ${startup} trials make the model, and ${told} are in.`,
  'sweep.whyTpe': ({ better, worse }: { better: number; worse: number }) =>
    `Where the ${better} better trials lie close and the ${worse} others do not.`,
  'sweep.whySobol': ({ index }: { index: number }) => `Point ${index} of an even spread over the space.`,
  'sweep.whyLatin': ({ parts }: { parts: number }) =>
    `Each of ${parts} equal parts of every param is met once; this meets one that was left.`,
  'sweep.whyCmaes': ({ generation, restart, spread }: Cmaes) =>
    `Generation ${generation}${restart > 0 ? ` of restart ${restart}` : ''}: within about ${spread} % of the space around its centre.`,
  'sweep.whyGp': ({ trials }: { trials: number }) =>
    `Where a model of ${trials} trials expects the most improvement.`,
  'sweep.whyNsga2': ({ generation }: { generation: number }) =>
    `Generation ${generation}: crossed from two of the best so far, and changed a little.`,
  'sweep.autoGrid': ({ points, trials }: { points: number; trials: number }) =>
    `A grid: all ${points} combinations fit into ${trials} trials.`,
  'sweep.autoSobol': ({ trials }: { trials: number }) =>
    `An even spread (Sobol): ${trials} trials are too few to learn from.`,
  'sweep.autoGp': ({ trials, params }: { trials: number; params: number }) =>
    `A Gaussian process: it needs the fewest trials, and is fast enough for ${trials} of them over ${params} params.`,
  'sweep.autoTpe': ({ trials, params, workers }: { trials: number; params: number; workers: number }) =>
    `TPE: it stays fast and steady with ${trials} trials over ${params} params, ${workers} at once.`,
  'sweep.autoTpeSeveral': ({ objectives, trials }: { objectives: number; trials: number }) =>
    `TPE for ${objectives} objectives: ${trials} trials are too few for the generations of NSGA-II.`,
  'sweep.autoNsga2': ({ objectives, trials }: { objectives: number; trials: number }) =>
    `NSGA-II: ${trials} trials are enough for its generations to spread over the front of ${objectives} objectives.`,
  'sweep.inherited': ({ names }: { names: readonly string[] }) =>
    `Copies keep ${names.join(', ')} of the trial that they are copied from; the other params change on the way.`,
  'sweep.exploit': ({ replaces, place, trials, from, step }: Exploit) =>
    `Trial ${replaces} was number ${place} of ${trials} at step ${step}: in its place goes on a copy of trial ${from}, with params changed a little.`,
  'sweep.exploitLost': ({ replaces, from, step }: Omit<Exploit, 'place' | 'trials'>) =>
    `Trial ${replaces} had failed by step ${step}: in its place goes on a copy of trial ${from}, with params changed a little.`,
  'sweep.repeatFirst': ({ best }: { best: number }) =>
    `Once more with another seed: how much the best ${best} vary by chance is not known yet.`,
  'sweep.repeat': ({ first, second, confidence }: { first: number; second: number; confidence: number }) =>
    `Once more with another seed: that trial ${first} is better than trial ${second} is not ${confidence} % certain.`,
  'sweep.pruneNoNumber': ({ step }: { step: number }) => `At step ${step} its value is no number.`,
  'sweep.prunePercentile': ({ step, best, bar, share, trials }: Percentile) =>
    `At step ${step} its best value is ${best}; the best ${share} % of ${trials} finished trials had ${bar} or better.`,
  'sweep.pruneThreshold': ({ step, value, side, limit }: Threshold) =>
    `At step ${step} its value is ${value}, ${side} ${limit}.`,
  'sweep.prunePatience': ({ step, reports }: { step: number; reports: number }) =>
    `Up to step ${step} the last ${reports} reports brought nothing better.`,
  'sweep.pauseRung': ({ step, place, trials, room }: Rung) =>
    `At step ${step} it came in ${place} of ${trials}, and ${room} may go on. It is paused, and goes on if it comes to be among them.`,
  'sweep.promote': ({ step, place, trials, room }: Rung) =>
    `Of ${trials} trials that reached step ${step} it is now number ${place}, and ${room} may go on.`,
} as const;

type Cmaes = { readonly generation: number; readonly restart: number; readonly spread: number };

type Exploit = {
  readonly replaces: number;
  readonly place: number;
  readonly trials: number;
  readonly from: number;
  readonly step: number;
};

type Percentile = {
  readonly step: number;
  readonly best: number;
  readonly bar: number;
  readonly share: number;
  readonly trials: number;
};

type Threshold = {
  readonly step: number;
  readonly value: number;
  readonly side: 'below' | 'above';
  readonly limit: number;
};

type Rung = {
  readonly step: number;
  readonly place: number;
  readonly trials: number;
  readonly room: number;
};
