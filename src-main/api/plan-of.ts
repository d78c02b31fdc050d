import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { readMemory } from '../meter/memory.ts';
import type { Context } from './context.ts';
import { initialWeights } from './initial-weights.ts';
import { checkpointIssue, memoryIssue } from './memory-estimate.ts';

type Needed = Pick<Context, 'db' | 'artifacts' | 'clock' | 'pool' | 'checkpointDamaged'>;

/** What a training will do and need; throws `invalid_input` for one that cannot be done with its data or here. */
export async function planOf(
  context: Needed,
  spec: TrainingSpec,
  signal: CancelSignal | undefined,
  /** A checkpoint that the training goes on from in its own way. */
  branchOf?: Uint8Array,
): Promise<SpecPlan> {
  const plan = await planAnywhere(context, spec, signal, branchOf);
  const tooLarge = memoryIssue(spec, plan, readMemory().totalBytes);
  if (tooLarge !== null) throw unusable([tooLarge]);
  return plan;
}

/** The same, also for a training that this machine has not the memory for. */
export async function planAnywhere(
  context: Needed,
  spec: TrainingSpec,
  signal: CancelSignal | undefined,
  branchOf?: Uint8Array,
): Promise<SpecPlan> {
  const initial = initialWeights(context, spec);
  const input = {
    spec,
    ...(initial === undefined ? {} : { initial }),
    ...(branchOf === undefined ? {} : { branchOf }),
  };
  const { issues, plan } = await context.pool.run('plan', input, signal);
  if (plan === null) throw unusable(issues);
  const tooLarge = checkpointIssue(plan);
  if (tooLarge !== null) throw unusable([tooLarge]);
  return plan;
}

function unusable(issues: readonly { readonly path: string; readonly message: string }[]): CodedError {
  const lines = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new CodedError('invalid_input', `The training spec cannot be used: ${lines.join('; ')}`, { issues });
}
