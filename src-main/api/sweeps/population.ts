import { say, type Sentence } from '#contract/sentence.ts';
import type { Objective } from '#contract/sweep/objective.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import { inputError } from '../../base/input-error.ts';
import type { StoredTrial } from '../../store/tables/trials.ts';
import { generationAt, nextGeneration, populationInterval, type Exploit } from '../../sweep/population.ts';
import type { Verdict } from '../../sweep/pruners/pruner.ts';
import type { Space } from '../../sweep/search-space.ts';
import type { TrialBook } from './trial-book.ts';

/**
 * Makes a run that will go on from the last checkpoint of a trial's run with the copy's params, without beginning it;
 * null where there is none to go on from. Called within the transaction that writes the copy.
 */
export type CopyRun = (source: StoredTrial, copy: StoredTrial) => number | null;

/** The population of a sweep of trainings: who waits for whom, and who goes on as whose copy. */
export interface Population {
  /** The first step after this one at which its members wait for each other; null where there is only the end. */
  nextStep(after: number): number | null;
  /** Of one that waits at such a step. */
  judge(step: number): Verdict;
  /** With all members waiting: lets those that are behind catch up, else copies the best in the place of the worst. */
  advance(): void;
}

export interface PopulationOptions {
  readonly spec: SweepSpec;
  readonly space: Space;
  readonly objective: Objective;
  readonly book: TrialBook;
  readonly copyRun: CopyRun;
}

/** Null for a sweep that is searched in another way. */
export function openPopulation({
  spec,
  space,
  objective,
  book,
  copyRun,
}: PopulationOptions): Population | null {
  const { sampler, training, seed } = spec;
  if (sampler.kind !== 'pbt' || training === undefined) return null;
  const length = training.epochs ?? training.steps ?? 1;
  const interval = populationInterval(sampler, length);
  const input = { space, spec: sampler, objective, seed, isInherited };

  const reached = ({ reports }: StoredTrial): number => generationAt(reports.at(-1)?.step ?? 0, interval);

  const take = (exploit: Exploit): void => {
    const { replaces, from, step, params, why } = exploit;
    const copy = book.add({ params, origin: 'population', copy: { replaces, from, step }, why });
    const run = copyRun(book.at(from), copy);
    if (run === null) {
      const error = say('trial.noCheckpoint', { trial: from });
      book.setState(copy.number, { state: 'failed', reason: { code: 'conflict', ...error } });
      return;
    }
    book.setRun(copy.number, run);
    if (book.at(replaces).state !== 'paused') return;
    const told = say('trial.replaced', { step, from, trial: copy.number });
    book.setState(replaces, { state: 'pruned', reason: { code: 'cancelled', ...told } });
  };

  return {
    nextStep: (after) => {
      const step = (generationAt(after, interval) + 1) * interval;
      return step < length ? step : null;
    },
    judge: (step) => ({ decision: 'pause', why: say('trial.generation', { step }) }),
    advance: () => {
      const counting = book.all.filter(({ excluded }) => excluded !== true);
      const waiting = counting.filter(({ state }) => state === 'paused');
      const behind = Math.min(...waiting.map(reached));
      const members = waiting.filter((trial) => reached(trial) === behind);
      if (members.length === 0) return;
      book.together(() => {
        if (members.length === waiting.length && behind > 0) {
          const replaced = new Set(counting.flatMap(({ copy }) => copy?.replaces ?? []));
          const lost = counting.filter(({ state, number }) => state === 'failed' && !replaced.has(number));
          for (const exploit of nextGeneration(input, behind * interval, members, lost)) take(exploit);
        }
        for (const { number } of members) {
          if (book.at(number).state === 'paused') book.setState(number, { state: 'waiting' });
        }
      });
    },
  };
}

/**
 * Throws `invalid_input`, naming the place, for a population that nothing would come of; gives what is worth knowing.
 * Other samplers pass.
 */
export function checkPopulation(spec: SweepSpec): readonly Sentence[] {
  const { sampler, training, trials } = spec;
  if (sampler.kind !== 'pbt') return [];
  if (training === undefined) throw inputError('sampler.kind', say('sweep.populationCommand'), 'tpe');
  if (spec.pruner.kind !== 'none') throw inputError('pruner', say('sweep.populationPrunes'), 'none');
  if (spec.repeat !== undefined) throw inputError('repeat', say('sweep.populationRepeats'));
  const least = Math.ceil(1 / sampler.share);
  if (trials * sampler.share < 1) {
    throw inputError(
      'trials',
      say('sweep.populationSmall', { trials, share: sampler.share, least }),
      String(least),
    );
  }
  const length = training.epochs ?? training.steps ?? 1;
  const every = populationInterval(sampler, length);
  if (every >= length)
    throw inputError('sampler.everySteps', say('sweep.populationNeverLooks', { every, length }));
  const searched = Object.entries(spec.space).flatMap(([name, { type }]) => (type === 'fixed' ? [] : [name]));
  const kept = searched.filter(isInherited);
  if (kept.length === searched.length)
    throw inputError('space', say('sweep.populationFixed', { names: kept }));
  return kept.length === 0 ? [] : [say('sweep.inherited', { names: kept })];
}

/** Parts of a spec that weights were made for, or that say how long a training is: a copy has them from its source. */
const inherited = [
  'dataset',
  'split',
  'preprocessing',
  'seed',
  'initializer',
  'adapter',
  'engine',
  'epochs',
  'steps',
  'evaluateEverySteps',
];

/** Whether a copy has a param from its source and does not change it. */
export function isInherited(param: string): boolean {
  if (param === 'model' || param.startsWith('model.')) return !/dropout/i.test(param);
  return inherited.some((part) => param === part || param.startsWith(`${part}.`));
}
