/** What is refused of a search space, its constraints and params that a user gives by hand. */
export const sweepRefusalsSentences = {
  'sweep.emptySpace': () =>
    'The search space is empty. Name at least one param, such as "lr": {"type": "float", "low": 0.0001, "high": 1, "log": true}.',
  'sweep.boundsNeeded': () =>
    'A float needs both "low" and "high"; only one with "distribution": "normal" and no step can do without.',
  'sweep.boundsOrder': ({ low, high }: { low: number; high: number }) =>
    `"low" (${low}) is above "high" (${high}). Exchange them.`,
  'sweep.boundsFinite': () => 'The bounds have to be finite, and less than 1.8e308 apart.',
  'sweep.logPositive': ({ low }: { low: number }) =>
    `A logarithm needs values above 0, and "low" is ${low}. Raise "low", or take "log" out.`,
  'sweep.logStep': () =>
    'Steps and a logarithm exclude each other. Take "step" or "log" out, or list the values as "ordinal".',
  'sweep.normalNeeds': () => 'A normal distribution needs both "mean" and "deviation".',
  'sweep.normalOnly': () =>
    '"mean" and "deviation" belong to a normal distribution. Add "distribution": "normal", or take them out.',
  'sweep.choicesTwice': ({ param }: { param: string }) =>
    `"${param}" has the same choice twice. Name each once.`,
  'sweep.defaultOutside': ({ param, value }: { param: string; value: string }) =>
    `The default ${value} is none of the values that "${param}" can have.`,
  'sweep.conditionUnknown': ({ param, near, known }: Unknown & { near: string }) =>
    `There is no param "${param}".${near === 'none' ? ` There are ${known.join(', ')}.` : ` "${near}" was probably meant.`}`,
  'sweep.conditionEmpty': ({ param }: { param: string }) =>
    `Say for which values of "${param}" this param is in use, by "is", "in", "atLeast" or "atMost".`,
  'sweep.conditionNever': ({ param, value, known }: Unknown & { value: string }) =>
    `"${param}" is never ${value}${known.length > 0 ? `; it is one of ${known.join(', ')}` : ''}.`,
  'sweep.conditionCircle': ({ params }: { params: readonly string[] }) =>
    `The conditions run in a circle: ${params.join(' → ')}. Take one of them out.`,
  'sweep.constraint': ({ text, place, known }: { text: string; place: string; known: readonly string[] }) =>
    `The constraint "${text}" is not understood ${place === 'none' ? 'at its end' : `at "${place}"`}.${known.length > 0 ? ` Params are ${known.join(', ')}; write it like "${known[0] ?? 'a'} * 2 <= 512".` : ''}`,
  'sweep.constraintsNever': ({ draws }: { draws: number }) =>
    `None of ${draws} params drawn by chance keep to all constraints. Loosen one of them, or narrow the space.`,
  'sweep.constraintBroken': ({ text }: { text: string }) => `These params do not keep to "${text}".`,
  'sweep.gridTooLarge': ({ most, points }: { most: number; points: number }) =>
    `The grid has more than ${most} points at ${points} values for each param without steps. Set "points" lower, narrow the space, or take the sampler "sobol".`,
  'sweep.cmaesNumbers': () =>
    'CMA-ES needs at least one param with numbers or an order, and there are only choices without one. Take the sampler "tpe".',
  'sweep.oneObjectiveOnly': ({ sampler, objectives }: { sampler: string; objectives: number }) =>
    `The sampler "${sampler}" works for one objective, and there are ${objectives}. Take "tpe", "nsga2" or "auto".`,
  'sweep.populationCommand': () =>
    'Population-based training copies checkpoints, and a command has none that Descent knows of. Take "tpe" or "auto", or sweep a training.',
  'sweep.populationPrunes': () =>
    'A population makes room for copies of its best by itself. Take the pruner "none".',
  'sweep.populationRepeats': () =>
    'What a population found is a course of params over time, which cannot be repeated by one setting. Take "repeat" out.',
  'sweep.populationSmall': ({ trials, share, least }: { trials: number; share: number; least: number }) =>
    `Of ${trials} trials a share of ${share} is none. Take at least ${least} trials, or a larger share.`,
  'sweep.populationNeverLooks': ({ every, length }: { every: number; length: number }) =>
    `A training of ${length} is over before the population is looked at after ${every}. Look more often, or train longer.`,
  'sweep.populationFixed': ({ names }: { names: readonly string[] }) =>
    `A copy has ${names.join(', ')} from the trial that it is copied from, since its weights were made for it. Search something else as well that can change on the way, such as optimizer.learningRate.`,
  'sweep.thresholdNeeds': () => 'A threshold needs "lower", "upper" or both.',
  'sweep.resources': ({ least }: { least: number }) =>
    `"mostResource" has to be above "leastResource" (${least}): it is the step at which a trial ends.`,
  'sweep.paramMissing': ({ param }: { param: string }) => `"${param}" has no value.`,
  'sweep.paramOutside': ({ param, value }: { param: string; value: string }) =>
    `${value} is none of the values that "${param}" can have.`,
  'sweep.paramNotInUse': ({ param, on }: { param: string; on: string }) =>
    `"${param}" is not in use with this value of "${on}". Take it out.`,
  'sweep.paramUnknown': ({ param, known }: Unknown) =>
    `There is no param "${param}" in the search space. There are ${known.join(', ')}.`,
} as const;

type Unknown = { readonly param: string; readonly known: readonly string[] };
