import { parse } from '#contract/parse.ts';
import { samplerSpecSchema, searchSpaceSchema, type Trial } from '#contract/sweep.ts';
import { createSpace } from '../../../src-main/sweep/search-space.ts';
import { openSampler } from '../../../src-main/sweep/samplers/open.ts';
import type { TestFunction } from './functions.ts';
import { trainedSpace, type TrainedFunction } from './trained.ts';

/** Best value after each trial of a search, one trial after the other. */
export function search(tested: TestFunction, sampler: unknown, seed: number, trials: number): Float64Array {
  const opened = openSampler({
    space: createSpace(parse(searchSpaceSchema, tested.space, 'The space')),
    sampler: parse(samplerSpecSchema, sampler, 'The sampler'),
    objectives: [{ direction: 'minimise' }],
    seed,
    trials,
    workers: 1,
  });
  const done: Trial[] = [];
  const best = new Float64Array(trials);
  for (let number = 0; number < trials; number++) {
    const suggestion = opened.suggest(done, number);
    if (suggestion === null) throw new Error(`nothing was suggested for trial ${number}`);
    const value = tested.value(suggestion.params);
    done.push({ number, state: 'complete', params: suggestion.params, values: [value], reports: [] });
    best[number] = Math.min(value, best[number - 1] ?? Number.POSITIVE_INFINITY);
  }
  return best;
}

/** Best value of a search over a space whose values take their time. */
export async function searchTrained(
  { value }: TrainedFunction,
  sampler: unknown,
  seed: number,
  trials: number,
): Promise<number> {
  const opened = openSampler({
    space: createSpace(parse(searchSpaceSchema, trainedSpace, 'The space')),
    sampler: parse(samplerSpecSchema, sampler, 'The sampler'),
    objectives: [{ direction: 'minimise' }],
    seed,
    trials,
    workers: 1,
  });
  const done: Trial[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (let number = 0; number < trials; number++) {
    const params = opened.suggest(done, number)?.params;
    if (params === undefined) throw new Error(`nothing was suggested for trial ${number}`);
    const reached = await value(params);
    done.push({ number, state: 'complete', params, values: [reached], reports: [] });
    best = Math.min(best, reached);
  }
  return best;
}
