import { toErrorPayload } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { parse } from '#contract/parse.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { Usage } from '#contract/estimate.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { branchArrays, branchedPreparation } from './branch.ts';
import { decodeCheckpoint, encodeCheckpoint, servedArrays } from './checkpoint.ts';
import { checkResumable } from './check-resumable.ts';
import { openEngine } from '../tensor/engine.ts';
import { engineProbe } from './engine-probe.ts';
import { openEvaluation } from './evaluation-log.ts';
import { openCheckpoints } from './keep-checkpoints.ts';
import { createMetricLog } from './metric-log.ts';
import { measurePace } from './pace.ts';
import { bestNote, branchNote, divergence, lowerNote, resumeNote } from './notes.ts';
import { prepareTraining } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import { resultsAtEnd, resultsAtStart } from './results.ts';
import { openSession } from './session.ts';
import { epochAt, fromTheBeginning, placeInEpoch, startingAt } from './start.ts';
import { openStepLog } from './step-log.ts';
import { openUsageMeter } from './usage.ts';
import { weightsSha256 } from './weights-hash.ts';

/** How the outside steers a training; read between any two steps. */
export interface TrainingControl {
  readonly state: 'run' | 'pause' | 'stop';
  /** Resolves when the state leaves "pause". */
  resumed(): Promise<void>;
}

export interface TrainingOptions {
  readonly files: DatasetFiles;
  readonly control: TrainingControl;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Bytes of a checkpoint event of the same training: go on from there. */
  readonly checkpoint?: Uint8Array;
  /** Stops after this step, as if it had been asked to. */
  readonly until?: number;
  /** The checkpoint is another training's, and the spec says how to go on from it in another way. */
  readonly branches?: boolean;
  /** Bytes of a checkpoint of the run whose weights the initializer takes over. */
  readonly initial?: Uint8Array;
}

/** Points and progress go out this often, and messages come in. */
const flushEveryMs = 80;

/**
 * Trains a spec and tells what happens. Yields `started` first and exactly one `finished` last. Throws `invalid_input`
 * before `started` for whatever in spec, data or checkpoint cannot be used; a loss that is no longer finite ends the
 * run as `failed` with the code `diverged`, every point kept. All randomness is a function of seed and step, so that
 * going on from a checkpoint on the same engine gives the same bits as never having stopped.
 */
export async function* train(
  given: TrainingSpec,
  options: TrainingOptions,
): AsyncGenerator<TrainingEvent, void, undefined> {
  const { control, clock } = options;
  const usage = openUsageMeter();
  // A run of an earlier version lacks the fields that came since: they are as if they had been left out.
  const spec = parse(trainingSpecSchema, given, 'The training spec');
  const earlier = options.checkpoint === undefined ? null : decodeCheckpoint(options.checkpoint);
  const branches = options.branches === true;
  const prepared = await prepareFrom(earlier, spec, options);
  const engine = await openEngine(spec.engine, engineProbe(spec, prepared));
  const { plan, start } = prepared;
  const saved =
    earlier !== null && branches ? branchArrays(earlier, spec, prepared) : (earlier?.arrays ?? null);
  const session = openSession(spec, prepared, saved);
  let step = earlier?.step ?? 0;
  try {
    yield {
      kind: 'started',
      engine: engine.name,
      engineVariant: engine.variant,
      engineReason: engine.reason,
      engineVersions: engine.versions,
      datasetSha256: prepared.datasetSha256,
      datasetRows:
        prepared.rows === null ? null : prepared.rows.train.length + prepared.rows.validation.length,
      threads: engine.threads,
      resolved: prepared.resolved,
    };
    for (const sentence of prepared.notes) yield { kind: 'note', name: 'note', step: null, ...sentence };
    if (earlier !== null) yield branches ? branchNote(earlier) : resumeNote(earlier, engine);
    yield* resultsAtStart(prepared);

    const log = createMetricLog();
    const steps = openStepLog(spec, plan.totalSteps, session, log);
    const evaluatesAt = (done: number): boolean =>
      (spec.evaluateEverySteps === undefined
        ? placeInEpoch(start, plan, done) === 0
        : done % spec.evaluateEverySteps === 0) || done === plan.totalSteps;
    const evaluation = openEvaluation(spec, prepared, session, (key) => log.column(key));
    const pace = measurePace(plan.totalSteps, plan.stepsPerEpoch, start);
    let flushedAt = clock();
    const state = {
      spec,
      preprocessing: prepared.fitted,
      datasetSha256: prepared.datasetSha256,
      engine: engine.name,
      engineVariant: engine.variant,
      ...(start === fromTheBeginning ? {} : { start }),
    };
    const checkpoints = openCheckpoints(
      spec,
      { startedAt: flushedAt, knownStep: earlier?.step ?? 0 },
      {
        save: session.save,
        encode: (at, arrays) => {
          const bytes = encodeCheckpoint({ ...state, step: at }, arrays);
          usage.checkpoint(bytes);
          return { epoch: epochAt(start, plan, at), bytes };
        },
      },
    );
    let stoppedEarly = false;
    let evaluatesFinite = true;
    usage.spent('preparing');
    pace.restart(flushedAt, step);
    yield { kind: 'progress', progress: pace.read(flushedAt, step) };

    const lastStep = Math.min(plan.totalSteps, options.until ?? plan.totalSteps);
    while (step < lastStep) {
      if (control.state !== 'run') steps.settle();
      if (steps.diverged !== null) break;
      if (control.state === 'pause') {
        yield { kind: 'points', series: log.drain() };
        yield* checkpoints.tell(step);
        yield { kind: 'note', name: 'paused', step, ...say('run.paused', { step }) };
        usage.spent('other');
        await control.resumed();
        usage.forget();
        if (!isStopped(control)) yield { kind: 'note', name: 'resumed', step, ...say('run.unpaused') };
        pace.restart(clock(), step);
      }
      if (isStopped(control)) break;

      usage.spent('other');
      const now = steps.advance(step + 1, clock);
      step++;
      usage.step();
      const evaluates = evaluatesAt(step);
      const regular = checkpoints.isRegular(step);
      const flushes = now - flushedAt >= flushEveryMs;
      if (evaluates || flushes || regular) steps.settle();
      usage.spent('steps');
      if (evaluates && steps.diverged === null) {
        const metrics = evaluation.run(step, now);
        evaluatesFinite = Number.isFinite(metrics['val/loss'] ?? metrics['train/loss'] ?? 0) && session.sound;
        const text = evaluation.sample(step);
        if (text !== null) yield { kind: 'text', key: 'sample', step, text };
        const { lowered, stops, keeps } = session.judge(step, metrics);
        if (lowered) yield lowerNote(spec, step, session.rateFactor);
        if (keeps !== null && evaluatesFinite) checkpoints.remember(step, keeps.value, keeps.steps);
        stoppedEarly = evaluatesFinite && stops && step < plan.totalSteps;
        usage.evaluation();
        usage.spent('evaluations');
      }
      if (steps.diverged !== null || !evaluatesFinite) break;

      if (flushes || regular) yield { kind: 'points', series: log.drain() };
      if (regular) yield* checkpoints.tell(step);
      if (flushes) {
        usage.look();
        yield { kind: 'progress', progress: pace.read(now, step) };
        yield* checkpoints.due(now, step);
        await turnOfEventLoop();
        flushedAt = clock();
      }
      if (stoppedEarly) break;
    }

    if (steps.diverged !== null || !evaluatesFinite) {
      const at = steps.diverged ?? { step, loss: 0 };
      yield { kind: 'points', series: log.drain() };
      const error = divergence(spec, at.step, at.loss, session.sound);
      yield { kind: 'finished', state: 'failed', step: at.step, error };
      return;
    }
    usage.spent('other');
    const series = log.drain();
    if (series.length > 0) yield { kind: 'points', series };
    yield { kind: 'progress', progress: pace.read(clock(), step) };
    const arrays = session.save();
    const served = servedArrays(arrays);
    const ended = stoppedEarly || step >= plan.totalSteps;
    const { best } = session;
    if (ended && best !== null) yield bestNote(spec, step, best, stoppedEarly);
    yield* resultsAtEnd(spec, prepared, served, {
      confusion: evaluation.confusion(served),
      ended,
      keptStep: spec.earlyStopping?.restoreBest === true ? (best?.step ?? step) : step,
    });
    yield* checkpoints.tell(step);
    usage.spent('finishing');
    yield { kind: 'result', name: 'usage', value: usage.read() satisfies Usage };
    yield {
      kind: 'finished',
      state: ended ? 'complete' : 'stopped',
      step,
      weightsSha256: weightsSha256(arrays),
    };
  } catch (thrown) {
    yield { kind: 'finished', state: 'failed', step, error: toErrorPayload(thrown) };
  } finally {
    session.dispose();
  }
}

/** Spec and data, checked against what the training goes on from. */
async function prepareFrom(
  earlier: ReturnType<typeof decodeCheckpoint> | null,
  spec: TrainingSpec,
  { files, initial, branches = false }: TrainingOptions,
): Promise<Prepared> {
  const prepared = await prepareTraining(spec, files, earlier?.preprocessing ?? null, initial ?? null);
  if (earlier === null) return prepared;
  if (branches) return branchedPreparation(earlier, spec, prepared);
  checkResumable(earlier, spec, prepared);
  return startingAt(prepared, spec, earlier.start ?? fromTheBeginning);
}

/** A call, since the state changes while the loop waits, which the compiler cannot know. */
function isStopped(control: TrainingControl): boolean {
  return control.state === 'stop';
}

/** Lets messages through: pause and stop arrive as events of the worker. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
