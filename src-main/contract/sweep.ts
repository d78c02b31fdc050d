export * from './sweep/command.ts';
export * from './sweep/objective.ts';
export * from './sweep/pruner.ts';
export * from './sweep/sampler.ts';
export * from './sweep/search-space.ts';
export * from './sweep/sweep.ts';
export * from './sweep/trial.ts';
