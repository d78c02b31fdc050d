import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import type { SweepCheck } from '#contract/methods/sweeps.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { ParamValue, Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { CommandSpec } from '#contract/sweep/command.ts';
import type { SearchSpace } from '#contract/sweep/search-space.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError, issuesOf } from '../../base/input-error.ts';
import { stream } from '../../base/random.ts';
import { checkArguments, fillArguments } from '../../command/arguments.ts';
import { checkEnvironment, secretOptions, type Environment } from '../../command/environment.ts';
import type { ReadDatabase } from '../../store/database.ts';
import { openSampler } from '../../sweep/samplers/open.ts';
import { createSpace, type Space } from '../../sweep/search-space.ts';
import { checkPopulation } from './population.ts';
import { checkEarlier } from './priors.ts';
import { trialSpec } from './training-trial.ts';

export interface CheckOptions {
  readonly db: ReadDatabase;
  readonly environment: Environment;
  readonly plan: (spec: TrainingSpec) => Promise<SpecPlan>;
}

/** Says what is wrong with the spec of a sweep, and what is worth knowing. Never throws for what is wrong in it. */
export async function checkSweep(spec: SweepSpec, options: CheckOptions): Promise<SweepCheck> {
  try {
    const { notes, command } = await requireUsable(spec, options);
    return { issues: [], notes, spec, command };
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || thrown.code === 'cancelled') throw thrown;
    return { issues: issuesOf(thrown), notes: [], spec: null, command: null };
  }
}

/** Throws `invalid_input` naming the place for a spec that cannot be searched with. */
export async function requireUsable(
  spec: SweepSpec,
  { environment, plan, db }: CheckOptions,
): Promise<Pick<SweepCheck, 'notes' | 'command'>> {
  for (const what of ['wattHours', 'memoryBytes'] as const) {
    if (spec.budget[what] !== undefined)
      throw inputError(`budget.${what}`, say('sweep.notMeasured', { what }));
  }
  const space = createSpace(spec.space, spec.constraints);
  checkEarlier(db, spec);
  // A grid that is too large is refused here.
  const first = openSampler({
    space,
    sampler: spec.sampler,
    objectives: spec.objectives,
    seed: spec.seed,
    trials: spec.trials,
    workers: spec.workers ?? 1,
  }).suggest([], 0);
  const params = first?.params ?? space.draw(stream(spec.seed, 'check'));
  const notes = checkPopulation(spec);
  if (spec.command !== undefined) return checkCommand(spec.command, params, spec, environment);
  if (spec.training !== undefined) await checkTraining(spec.training, spec.space, space, params, plan);
  return { notes, command: null };
}

function checkCommand(
  command: CommandSpec,
  params: Params,
  { space }: SweepSpec,
  environment: Environment,
): Pick<SweepCheck, 'notes' | 'command'> {
  const unused = checkArguments(command.argv, Object.keys(space));
  checkEnvironment(command, environment);
  const cwd = command.cwd ?? homedir();
  const isFolder = statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isAbsolute(cwd) || !isFolder) throw inputError('command.cwd', say('command.noFolder', { path: cwd }));
  const secret = secretOptions(command.argv);
  const notes: readonly Sentence[] = [
    ...(unused.length === 0 ? [] : [say('command.unusedParams', { names: unused })]),
    ...(secret.length === 0 ? [] : [say('command.secretArgument', { options: secret })]),
  ];
  const place = { sweep: 1, trial: 0, seed: 0, folder: '{folder}', paramsFile: '{params}' };
  return { notes, command: { argv: fillArguments(command.argv, params, place), cwd } };
}

/** Every param's ends have to make a spec that the schema takes, and one whole trial has to fit the data. */
async function checkTraining(
  training: TrainingSpec,
  distributions: SearchSpace,
  space: Space,
  params: Params,
  plan: CheckOptions['plan'],
): Promise<void> {
  for (const [name, distribution] of Object.entries(distributions)) {
    const ends = space.axes.find((axis) => axis.name === name);
    if (ends === undefined) continue;
    for (const value of [ends.valueAt(0), ends.valueAt(1)]) {
      // One that depends on another only makes a spec together with it.
      const with_ = distribution.when === undefined ? { [name]: value } : { ...params, [name]: value };
      checkTrial(training, name, with_);
    }
  }
  try {
    await plan(trialSpec(training, params));
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || thrown.code === 'cancelled') throw thrown;
    const told = Object.entries(params).map(([name, value]) => `${name} = ${String(value)}`);
    throw inputError(
      'training',
      say('sweep.unusableTrial', { params: told.join(', '), reason: thrown.message }),
    );
  }
}

function checkTrial(
  training: TrainingSpec,
  name: string,
  params: Readonly<Record<string, ParamValue>>,
): void {
  try {
    trialSpec(training, params);
  } catch (thrown) {
    if (!(thrown instanceof CodedError)) throw thrown;
    const [issue] = issuesOf(thrown);
    const sentence: Sentence =
      issue === undefined
        ? { message: thrown.message }
        : { message: issue.message, ...(issue.said === undefined ? {} : { said: issue.said }) };
    throw inputError(`space.${name}`, sentence, issue?.suggestion);
  }
}
