import { CodedError } from '#contract/errors.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../base/input-error.ts';
import { runDetail } from '../query/run-detail.ts';
import type { ReadDatabase } from '../store/database.ts';
import { wholeCheckpoint, type CheckpointSource } from './whole-checkpoint.ts';

/** The run whose weights a training begins with; null where it begins with its own. */
export function parentOf({ initializer }: TrainingSpec): number | null {
  return initializer?.kind === 'run' ? initializer.run : null;
}

/** The spec as it is once a checkpoint of its own holds the weights: the other run is not needed any more. */
export function withoutParent(spec: TrainingSpec): TrainingSpec {
  const { initializer, ...rest } = spec;
  return initializer?.kind === 'run' ? rest : spec;
}

/**
 * The newest checkpoint of the run that the spec's initializer names; undefined where it names none. Throws
 * `invalid_input` at `initializer.run` for a run that is not there, lies in the trash or has no checkpoint.
 */
export function initialWeights(
  source: CheckpointSource & { readonly clock: () => number },
  spec: TrainingSpec,
): Uint8Array | undefined {
  const run = parentOf(spec);
  if (run === null) return undefined;
  const { db, clock } = source;
  const checkpoint = wholeCheckpoint(source, run);
  if (checkpoint === null) {
    throw inputError('initializer.run', `${missing(db, run, clock())} Choose another run.`);
  }
  const { trashedAt } = runDetail(db, run, clock());
  if (trashedAt !== null) {
    throw inputError(
      'initializer.run',
      `Run ${run} is in the trash. Restore it first, or choose another run.`,
    );
  }
  return checkpoint.bytes;
}

function missing(db: ReadDatabase, run: number, now: number): string {
  try {
    runDetail(db, run, now);
    return `Run ${run} has no checkpoint yet, so there are no weights to take over.`;
  } catch (thrown) {
    if (!(thrown instanceof CodedError)) throw thrown;
    return thrown.message;
  }
}
