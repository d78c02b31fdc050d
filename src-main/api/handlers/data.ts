import * as v from 'valibot';
import { CodedError } from '#contract/errors.ts';
import { describeIssues } from '#contract/parse.ts';
import { isFinished } from '#contract/run.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { issuesOf } from '../../base/input-error.ts';
import { removeStoredDataset, storeDataset } from '../../base/stored-datasets.ts';
import { loadSamples } from '../../engine/dataset/samples.ts';
import { readMemory } from '../../meter/memory.ts';
import { runsOnDataset, type RunOnDataset } from '../../query/dataset-runs.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { estimate } from '../estimate.ts';
import { initialWeights } from '../initial-weights.ts';
import { knownDatasets } from '../known-datasets.ts';
import { checkpointIssue, memoryIssue, memoryOf } from '../memory-estimate.ts';
import { memoryOffers } from '../offers.ts';
import { planAnywhere } from '../plan-of.ts';

type DataHandlers = Pick<
  Handlers,
  | 'datasets.list'
  | 'datasets.describe'
  | 'datasets.rows'
  | 'datasets.store'
  | 'datasets.remove'
  | 'datasets.proposeSpec'
  | 'specs.check'
  | 'specs.probe'
  | 'samples.list'
>;

/** Data, what could be trained on it, and what a spec amounts to. */
export function dataHandlers(context: Context): DataHandlers {
  const { db, directories, pool, probes } = context;
  const samples = loadSamples(directories.resources);
  return {
    'samples.list': () => samples,
    'datasets.list': () => knownDatasets({ db, directories }),
    'datasets.describe': (dataset, signal) => pool.run('describe', { dataset }, signal),
    'datasets.rows': (input, signal) => pool.run('rows', input, signal),
    'datasets.store': async ({ name, bytes }, signal) => {
      const { sha256, isNew, name: kept } = await storeDataset(directories.datasets, name, bytes);
      const source = { kind: 'stored', sha256 } as const;
      try {
        // What cannot be read as data would only lie about in the list.
        if (isNew) await pool.run('describe', { dataset: { source } }, signal);
      } catch (thrown) {
        await removeStoredDataset(directories.datasets, sha256);
        throw thrown;
      }
      return { name: kept, source };
    },
    'datasets.remove': async ({ sha256, confirmed }) => {
      const runs = runsOnDataset(db, sha256);
      const active = runs.filter(({ state }) => !isFinished(state));
      if (active.length > 0) {
        throw new CodedError(
          'conflict',
          `${named(active, ['is', 'are'])} in progress on this file. Stop that first, then remove the file.`,
        );
      }
      if (runs.length > 0 && !confirmed) {
        throw new CodedError(
          'conflict',
          `${named(runs, ['was', 'were'])} trained on this file. Without it no training on it can be resumed or repeated; curves, results and predictions stay.`,
        );
      }
      if (await removeStoredDataset(directories.datasets, sha256)) return null;
      throw new CodedError('not_found', say('task.notDropped'));
    },
    'datasets.proposeSpec': ({ dataset }, signal) => pool.run('propose', { dataset }, signal),
    'specs.check': async ({ spec }, signal) => {
      const parsed = v.safeParse(trainingSpecSchema, spec);
      if (!parsed.success) return { issues: describeIssues(parsed.issues, trainingSpecSchema), plan: null };
      let initial: Uint8Array | undefined;
      try {
        initial = initialWeights(context, parsed.output);
      } catch (thrown) {
        if (!(thrown instanceof CodedError)) throw thrown;
        return { issues: issuesOf(thrown), plan: null };
      }
      const input = { spec: parsed.output, ...(initial === undefined ? {} : { initial }) };
      const checked = await pool.run('plan', input, signal);
      if (checked.plan === null) return checked;
      const { totalBytes, availableBytes } = readMemory();
      const tooLarge = checkpointIssue(checked.plan) ?? memoryIssue(parsed.output, checked.plan, totalBytes);
      const offers = memoryOffers(parsed.output, checked.plan, allowedBytes(parsed.output, availableBytes));
      if (tooLarge !== null) return { issues: [tooLarge], plan: null, offers };
      const expected = estimate(parsed.output, checked.plan, probes.recall(parsed.output));
      return { issues: [], plan: { ...checked.plan, estimate: expected, availableBytes }, offers };
    },
    'specs.probe': async ({ spec }, signal) => {
      const { availableBytes } = readMemory();
      const plan = { ...(await planAnywhere(context, spec, signal)), availableBytes };
      const fits = memoryOf(spec, plan) <= availableBytes;
      const probe = fits ? await probes.run(spec, initialWeights(context, spec), signal) : null;
      const offers = memoryOffers(spec, plan, allowedBytes(spec, availableBytes));
      return { plan, probe, estimate: estimate(spec, plan, probe), offers };
    },
  };
}

/** Memory that a training may take: what is free, and no more than its budget lets it. */
function allowedBytes({ budget }: TrainingSpec, availableBytes: number): number {
  return Math.min(availableBytes, budget?.memoryBytes ?? Number.POSITIVE_INFINITY);
}

const mostNamed = 5;

/** "Run 3 was", "Runs 3, 4 and 5 were", "Runs 1, 2, 3, 4, 5 and 7 more were". */
function named(runs: readonly RunOnDataset[], [one, several]: readonly [string, string]): string {
  const numbers = runs.slice(0, mostNamed).map(({ id }) => String(id));
  const more = runs.length - numbers.length;
  const last = more > 0 ? `${more} more` : numbers.pop();
  return numbers.length === 0 ? `Run ${last} ${one}` : `Runs ${numbers.join(', ')} and ${last} ${several}`;
}
