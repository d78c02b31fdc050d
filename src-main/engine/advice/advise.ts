import type { AdviceKind, AdviceReport } from '#contract/advice.ts';
import { toErrorPayload, type CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { openEngine } from '../tensor/engine.ts';
import { measurePace } from '../training/pace.ts';
import { prepareTraining } from '../training/prepare.ts';
import { engineProbe } from '../training/engine-probe.ts';
import type { TrainingControl } from '../training/training-options.ts';
import { findBatchSize } from './batch-size.ts';
import { testLearningRate } from './learning-rate.ts';
import { raceOptimizers } from './race.ts';
import type { Trial, Work } from './work.ts';

export interface AdviseOptions {
  readonly files: DatasetFiles;
  readonly control: TrainingControl;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** For durations, in milliseconds, finer than the clock. */
  readonly stopwatch: () => number;
  /** Bytes of a checkpoint of the run whose weights the initializer takes over. */
  readonly initial?: Uint8Array;
}

/** What was found so far is told this often, and messages come in. */
const tellEveryMs = 150;

/**
 * Tries a spec out and tells like a training what happens: `started` first, a result named `advice` (contract/advice.ts)
 * ever more complete, exactly one `finished` last. Throws `invalid_input` before `started` for what in spec or data
 * cannot be used, or for a question that makes no sense for it.
 */
export async function* advise(
  given: TrainingSpec,
  kind: AdviceKind,
  { files, control, clock, stopwatch, initial }: AdviseOptions,
): AsyncGenerator<TrainingEvent, void, undefined> {
  const spec = parse(trainingSpecSchema, given, 'The training spec');
  const refusal = refuse(spec, kind);
  if (refusal !== null) throw refusal;
  const prepared = await prepareTraining(spec, files, null, initial ?? null);
  const engine = await openEngine(spec.engine, engineProbe(spec, prepared));
  const work = begin(kind, { spec, prepared, clock: stopwatch });
  let step = 0;
  try {
    yield {
      kind: 'started',
      engine: engine.name,
      engineVariant: engine.variant,
      engineReason: engine.reason,
      engineVersions: engine.versions,
      datasetSha256: prepared.datasetSha256,
      threads: engine.threads,
    };
    const pace = measurePace(1, 1);
    pace.restart(clock(), 0);
    let toldAt = clock();
    for (;;) {
      if (control.state === 'pause') {
        await control.resumed();
        pace.restart(clock(), step);
      }
      if (isStopped(control)) {
        yield { kind: 'finished', state: 'stopped', step };
        return;
      }
      const next = await work.next();
      if (next.done === true) {
        yield { kind: 'result', name: 'advice', value: next.value };
        yield { kind: 'finished', state: 'complete', step };
        return;
      }
      const { done, total, report } = next.value;
      step = done;
      const now = clock();
      if (now - toldAt < tellEveryMs) continue;
      const { stepsPerSecond } = pace.read(now, done);
      const etaMs = stepsPerSecond > 0 ? ((total - done) / stepsPerSecond) * 1000 : null;
      const progress = { step: done, totalSteps: total, epoch: 0, totalEpochs: 0, stepsPerSecond, etaMs };
      yield { kind: 'progress', progress };
      yield { kind: 'result', name: 'advice', value: report() };
      await turnOfEventLoop();
      toldAt = clock();
    }
  } catch (thrown) {
    yield { kind: 'finished', state: 'failed', step, error: toErrorPayload(thrown) };
  } finally {
    // Its sessions are closed by its own end; what it returns then is for nobody.
    await work.return(undefined as never);
  }
}

/** Why a question makes no sense for a spec; null when it does. */
export function refuse(
  { optimizer, batchSize, accumulateBatches }: TrainingSpec,
  kind: AdviceKind,
): CodedError | null {
  if (kind !== 'optimizer' && optimizer.kind === 'lbfgs') {
    return kind === 'learningRate'
      ? inputError('optimizer.kind', say('plan.lbfgsNoRate'), 'adam')
      : inputError('optimizer.kind', say('plan.lbfgsNoBatch'), 'adam');
  }
  if (kind === 'batchSize' && batchSize !== 'full' && (accumulateBatches ?? 1) > 1) {
    return inputError('accumulateBatches', say('plan.batchAdviceAccumulates'));
  }
  return null;
}

function begin(kind: AdviceKind, trial: Trial): Work<AdviceReport> {
  switch (kind) {
    case 'optimizer':
      return raceOptimizers(trial);
    case 'learningRate':
      return testLearningRate(trial);
    case 'batchSize':
      return findBatchSize(trial);
    default:
      return kind satisfies never;
  }
}

function isStopped(control: TrainingControl): boolean {
  return control.state === 'stop';
}

/** Lets messages through: stop arrives as an event of the worker. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
