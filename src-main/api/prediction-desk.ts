import {
  mostPredicting,
  type ComparedPredictions,
  type HeldOutPredictions,
  type PredictionOrder,
} from '#contract/compared-predictions.ts';
import type { CancelSignal } from '#contract/client.ts';
import { CodedError, toErrorPayload } from '#contract/errors.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Context } from './context.ts';
import { comparePredictions, type PredictingRun } from './compared-predictions.ts';
import { wholeCheckpoint } from './whole-checkpoint.ts';

export interface PredictionQuestion {
  readonly runs: readonly number[];
  readonly order: PredictionOrder;
  readonly offset: number;
  readonly limit: number;
}

/** As many runs' answers are kept, so that paging and sorting compute nothing again. */
const mostKept = 2 * mostPredicting;

/** Answers of runs for their held-out rows, each computed once for a checkpoint. */
export function createPredictionDesk(
  context: Context,
): (question: PredictionQuestion, signal: CancelSignal) => Promise<ComparedPredictions> {
  const kept = new Map<string, HeldOutPredictions>();

  const predictionsOf = async (run: number, signal: CancelSignal): Promise<HeldOutPredictions> => {
    const checkpoint = wholeCheckpoint(context, run);
    if (checkpoint === null) throw new CodedError('not_found', say('comparison.noCheckpoint', { run }));
    const known = kept.get(checkpoint.sha256);
    const held = known ?? (await context.pool.run('heldOut', { checkpoint: checkpoint.bytes }, signal));
    kept.delete(checkpoint.sha256);
    kept.set(checkpoint.sha256, held);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return held;
  };

  return async ({ runs, order, offset, limit }, signal) => {
    const found: PredictingRun[] = [];
    const notes: Sentence[] = [];
    for (const run of runs) {
      try {
        const held = await predictionsOf(run, signal);
        const first = found[0]?.held;
        if (first !== undefined && held.datasetSha256 !== first.datasetSha256) {
          notes.push(say('comparison.otherRows', { run }));
        } else if (first !== undefined && held.classes.length > 0 !== first.classes.length > 0) {
          notes.push(say('comparison.otherKind', { run }));
        } else found.push({ run, held });
      } catch (thrown) {
        const { code, message, said } = toErrorPayload(thrown);
        if (code === 'cancelled' || code === 'internal') throw thrown;
        notes.push(
          said === undefined || said.code === 'comparison.noCheckpoint'
            ? { message, ...(said === undefined ? {} : { said }) }
            : say('comparison.cannotPredict', { run, reason: message }),
        );
      }
    }
    return comparePredictions(found, order, offset, limit, notes);
  };
}
