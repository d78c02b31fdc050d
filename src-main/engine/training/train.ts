import { CodedError, toErrorPayload } from '#contract/errors.ts';
import type { Usage } from '#contract/estimate.ts';
import type { EditCause, SpecEdit } from '#contract/live-edit.ts';
import { say } from '#contract/sentence.ts';
import { parse } from '#contract/parse.ts';
import type { EndReason, EndResult, TrainingEvent } from '#contract/training-event.ts';
import {
  checkpointRules,
  mostCheckpoints,
  trainingSpecSchema,
  type TrainingSpec,
} from '#contract/training.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { openEngine } from '../tensor/engine.ts';
import { branchArrays, branchedPreparation } from './branch.ts';
import { nothingSpent, openBudget, type EnergyReading } from './budget.ts';
import { decodeCheckpoint, encodeCheckpoint, servedArrays, type CheckpointState } from './checkpoint.ts';
import { checkResumable } from './check-resumable.ts';
import { engineProbe } from './engine-probe.ts';
import { openCheckpoints } from './keep-checkpoints.ts';
import { openLeg, type Leg } from './leg.ts';
import { changedTraining, editedEvent, openReplay, tooLate, type WishedEdit } from './live-edits.ts';
import { createMetricLog } from './metric-log.ts';
import {
  bestNote,
  branchNote,
  budgetNote,
  divergence,
  lowerNote,
  resumeNote,
  rollbackNote,
} from './notes.ts';
import { prepareTraining } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import { resultsAtEnd, resultsAtStart } from './results.ts';
import { openRollback } from './rollback.ts';
import { epochAt, fromTheBeginning, startingAt } from './start.ts';
import { openUsageMeter } from './usage.ts';
import { weightsSha256 } from './weights-hash.ts';

/** How the outside steers a training; read between any two steps. */
export interface TrainingControl {
  readonly state: 'run' | 'pause' | 'stop';
  /** To be stopped once the epoch is over. */
  readonly endsWithEpoch?: boolean;
  /** Resolves when the state leaves "pause", or when there is a wish to take. */
  resumed(): Promise<void>;
  /** The next of the settings that somebody wishes to change; null where there is none. */
  takeWish?(): WishedEdit | null;
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
  /** Every edit that this training has had, or that it repeats: those from where it begins on are made again. */
  readonly edits?: readonly SpecEdit[];
  /** A training that ended by a limit that is measured is repeated: it ends here by the same. */
  readonly ending?: { readonly step: number; readonly reason: EndReason };
  /** Joules that the processor has taken; nobody can tell when left out. */
  readonly energy?: EnergyReading;
}

/** Points and progress go out this often, and messages come in. */
const flushEveryMs = 80;

/**
 * Trains a spec and tells what happens. Yields `started` first and exactly one `finished` last. Throws `invalid_input`
 * before `started` for whatever in spec, data or checkpoint cannot be used; a loss that is no longer finite ends the
 * run as `failed` with the code `diverged`, every point kept, unless the spec lets it go back. All randomness is a
 * function of seed and step, so that going on from a checkpoint on the same engine gives the same bits as never having
 * stopped. Settings that change on the way are part of the history: with the same edits at the same steps come the
 * same bits.
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
  const saved =
    earlier !== null && branches ? branchArrays(earlier, spec, prepared) : (earlier?.arrays ?? null);
  const log = createMetricLog();
  let leg: Leg = openLeg(spec, prepared, saved, log);
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
    yield* leg.doctor.begin();

    const replay = openReplay(options.edits ?? [], step);
    let flushedAt = clock();
    const budget = openBudget(
      branches ? nothingSpent : (earlier?.spent ?? nothingSpent),
      flushedAt,
      options.energy ?? (() => null),
    );
    const rollback = openRollback(spec, options.edits ?? []);
    const stateAt = (at: number): CheckpointState => ({
      spec: leg.spec,
      preprocessing: prepared.fitted,
      datasetSha256: prepared.datasetSha256,
      engine: engine.name,
      engineVariant: engine.variant,
      ...(leg.prepared.start === fromTheBeginning ? {} : { start: leg.prepared.start }),
      ...(leg.spec.budget === undefined ? {} : { spent: budget.spent }),
      step: at,
    });
    let checkpointBytes = 0;
    let checkpointsTold = 0;
    const checkpoints = openCheckpoints(
      spec,
      { startedAt: flushedAt, knownStep: earlier?.step ?? 0 },
      {
        save: () => leg.save(),
        encode: (at, arrays) => {
          const bytes = encodeCheckpoint(stateAt(at), arrays);
          usage.checkpoint(bytes);
          const epoch = epochAt(leg.prepared.start, leg.prepared.plan, at);
          if (leg.steps.calm) rollback.keep({ step: at, epoch, bytes }, arrays);
          checkpointBytes = bytes.length;
          checkpointsTold++;
          return { epoch, bytes };
        },
      },
    );
    rollback.begin(step, () => options.checkpoint ?? encodeCheckpoint(stateAt(step), leg.save()));
    let reason: EndReason | null = null;
    let evaluatesFinite = true;
    const isDiverged = (): boolean => leg.steps.diverged !== null || !evaluatesFinite;
    usage.spent('preparing');
    leg.pace.restart(flushedAt, step);
    yield { kind: 'progress', progress: leg.pace.read(flushedAt, step) };

    const lastStep = (): number =>
      Math.min(
        leg.prepared.plan.totalSteps,
        options.until ?? Number.POSITIVE_INFINITY,
        options.ending?.step ?? Number.POSITIVE_INFINITY,
      );
    /** Goes on under another spec from a state of this training; the state before is kept. Throws what does not fit. */
    const change = function* (
      after: TrainingSpec,
      cause: EditCause,
      replayed: boolean,
      from?: Uint8Array,
    ): Generator<TrainingEvent, SpecEdit> {
      const state = from === undefined ? { ...stateAt(step), arrays: leg.save() } : decodeCheckpoint(from);
      const changed = changedTraining(state, after, leg.prepared);
      if (from === undefined) {
        yield { kind: 'points', series: log.drain() };
        yield* checkpoints.tell(step, 'edit');
      }
      const before = leg.spec;
      leg.session.dispose();
      leg = openLeg(after, changed.prepared, changed.arrays, log);
      leg.pace.restart(clock(), step);
      const event = editedEvent(step, cause, { before, after }, replayed);
      yield event;
      return event.edit;
    };
    const takeEdits = function* (): Generator<TrainingEvent, void> {
      for (let next = replay.take(step); next !== null; next = replay.take(step)) {
        yield* change(parse(trainingSpecSchema, next.spec, 'The changed training spec'), next.cause, true);
      }
      for (let wish = control.takeWish?.() ?? null; wish !== null; wish = control.takeWish?.() ?? null) {
        leg.steps.settle();
        if (isDiverged()) {
          wish.refused(tooLate());
          continue;
        }
        try {
          wish.taken(yield* change(wish.apply(leg.spec), 'user', false));
        } catch (thrown) {
          if (!(thrown instanceof CodedError)) throw thrown;
          wish.refused(thrown);
        }
      }
    };

    for (;;) {
      if (control.state !== 'run' || replay.isDue(step)) leg.steps.settle();
      if (isDiverged()) {
        const good = rollback.take();
        if (good === null) break;
        const at = leg.steps.diverged ?? { step, loss: 0 };
        yield { kind: 'points', series: log.drain() };
        step = good.step;
        checkpoints.rewind(step);
        yield { kind: 'rewound', step };
        // What is told is given away.
        const bytes = good.bytes.slice();
        yield { kind: 'checkpoint', ...good, reasons: ['edit'] };
        const after = rollback.lowered(leg.spec);
        evaluatesFinite = true;
        yield* change(after, 'rollback', false, bytes);
        yield rollbackNote(at, step, after);
        continue;
      }
      if (control.state === 'pause') {
        yield { kind: 'points', series: log.drain() };
        yield* checkpoints.tell(step);
        yield { kind: 'note', name: 'paused', step, ...say('run.paused', { step }) };
        usage.spent('other');
        budget.passed(clock());
        while (isPaused(control)) {
          await control.resumed();
          yield* takeEdits();
        }
        usage.forget();
        budget.waited(clock());
        if (!isStopped(control)) yield { kind: 'note', name: 'resumed', step, ...say('run.unpaused') };
        leg.pace.restart(clock(), step);
      }
      yield* takeEdits();
      if (isStopped(control) || step >= lastStep()) break;

      usage.spent('other');
      const now = leg.steps.advance(step + 1, clock);
      step++;
      usage.step();
      budget.passed(now);
      const evaluates = leg.evaluatesAt(step);
      const regular = checkpoints.isRegular(step);
      const flushes = now - flushedAt >= flushEveryMs;
      const looks = leg.doctor.looksAt(step);
      if (evaluates || flushes || regular || looks) leg.steps.settle();
      usage.spent('steps');
      if (evaluates && leg.steps.diverged === null) {
        const { session, evaluation } = leg;
        const metrics = evaluation.run(step, now);
        evaluatesFinite = Number.isFinite(metrics['val/loss'] ?? metrics['train/loss'] ?? 0) && session.sound;
        leg.doctor.evaluated(step, metrics, evaluation.counts);
        if (evaluatesFinite) yield* leg.doctor.judge(step);
        const text = evaluation.sample(step);
        if (text !== null) yield { kind: 'text', key: 'sample', step, text };
        const { lowered, stops, keeps } = session.judge(step, metrics);
        if (lowered) yield lowerNote(leg.spec, step, session.rateFactor);
        if (keeps !== null && evaluatesFinite) checkpoints.remember(step, keeps.value, keeps.steps);
        if (evaluatesFinite && stops && step < leg.prepared.plan.totalSteps) {
          reason = { kind: 'earlyStopping' };
        }
        usage.evaluation();
        usage.spent('evaluations');
      }
      if (isDiverged()) continue;
      if (looks && !evaluates) yield* leg.doctor.judge(step);

      if (flushes || regular) yield { kind: 'points', series: log.drain() };
      if (regular) yield* checkpoints.tell(step);
      if (flushes) {
        usage.look();
        yield { kind: 'progress', progress: leg.pace.read(now, step) };
        yield* checkpoints.due(now, step);
        await turnOfEventLoop();
        flushedAt = clock();
      }
      const kept = mostCheckpoints(checkpointRules(leg.spec), step);
      reason ??= budget.reached(
        options.ending === undefined ? leg.spec.budget : undefined,
        { step, epoch: epochAt(leg.prepared.start, leg.prepared.plan, step) },
        flushes
          ? {
              memoryBytes: usage.peakMemoryBytes,
              diskBytes: Math.min(kept, checkpointsTold) * checkpointBytes,
            }
          : null,
      );
      if (reason === null && options.ending?.step === step) reason = options.ending.reason;
      if (reason !== null) break;
      if (control.endsWithEpoch === true && leg.endsEpoch(step)) {
        reason = { kind: 'epoch' };
        break;
      }
    }

    const { session, evaluation } = leg;
    if (isDiverged()) {
      const at = leg.steps.diverged ?? { step, loss: 0 };
      yield { kind: 'points', series: log.drain() };
      yield* leg.doctor.diverged(at.step);
      const error = divergence(leg.spec, at.step, at.loss, session.sound);
      yield { kind: 'finished', state: 'failed', step: at.step, error };
      return;
    }
    usage.spent('other');
    const series = log.drain();
    if (series.length > 0) yield { kind: 'points', series };
    yield { kind: 'progress', progress: leg.pace.read(clock(), step) };
    const arrays = session.save();
    const served = servedArrays(arrays);
    const byLimit = reason?.kind === 'earlyStopping' || reason?.kind === 'budget';
    const ended = byLimit || step >= leg.prepared.plan.totalSteps;
    if (!ended && reason === null && step === options.until) reason = { kind: 'stopAt' };
    const { best } = session;
    if (ended && best !== null) yield bestNote(leg.spec, step, best, reason?.kind === 'earlyStopping');
    if (reason?.kind === 'budget') yield budgetNote(step, reason);
    yield* resultsAtEnd(leg.spec, leg.prepared, served, {
      confusion: evaluation.confusion(served),
      ended,
      keptStep: leg.spec.earlyStopping?.restoreBest === true ? (best?.step ?? step) : step,
    });
    yield* checkpoints.tell(step);
    usage.spent('finishing');
    yield { kind: 'result', name: 'usage', value: usage.read() satisfies Usage };
    if (reason !== null) yield { kind: 'result', name: 'end', value: { step, reason } satisfies EndResult };
    yield {
      kind: 'finished',
      state: ended ? 'complete' : 'stopped',
      step,
      weightsSha256: weightsSha256(arrays),
      ...(reason === null ? {} : { reason }),
    };
  } catch (thrown) {
    yield { kind: 'finished', state: 'failed', step, error: toErrorPayload(thrown) };
  } finally {
    leg.session.dispose();
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

function isPaused(control: TrainingControl): boolean {
  return control.state === 'pause';
}

/** A call, since the state changes while the loop waits, which the compiler cannot know. */
function isStopped(control: TrainingControl): boolean {
  return control.state === 'stop';
}

/** Lets messages through: pause and stop arrive as events of the worker. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
