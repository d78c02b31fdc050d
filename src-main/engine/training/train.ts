import { toErrorPayload } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { parse } from '#contract/parse.ts';
import type { EndReason, TrainingEvent } from '#contract/training-event.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { openEngine } from '../tensor/engine.ts';
import { branchArrays, branchedPreparation } from './branch.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { checkResumable } from './check-resumable.ts';
import { openCourse, type Course } from './course.ts';
import { endTraining } from './end-training.ts';
import { openEdits, type Edits } from './edits.ts';
import { engineProbe } from './engine-probe.ts';
import { branchNote, lowerNote, resumeNote } from './notes.ts';
import { prepareTraining } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import { resultsAtStart } from './results.ts';
import { fromTheBeginning, startingAt } from './start.ts';
import type { TrainingControl, TrainingOptions } from './training-options.ts';
import { openUsageMeter, type UsageMeter } from './usage.ts';

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
  const usage = openUsageMeter(options.stopwatch);
  // A run of an earlier version lacks the fields that came since: they are as if they had been left out.
  const spec = parse(trainingSpecSchema, given, 'The training spec');
  const earlier = options.checkpoint === undefined ? null : decodeCheckpoint(options.checkpoint);
  const branches = options.branches === true;
  const prepared = await prepareFrom(earlier, spec, options);
  const engine = await openEngine(spec.engine, engineProbe(spec, prepared));
  const saved =
    earlier !== null && branches ? branchArrays(earlier, spec, prepared) : (earlier?.arrays ?? null);
  const course = openCourse(spec, prepared, { ...options, engine, usage, earlier, saved });
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
    yield* course.leg.doctor.begin();

    const edits = openEdits(course, options);
    let flushedAt = clock();
    let reason: EndReason | null = null;
    usage.spent('preparing');
    yield { kind: 'progress', progress: course.leg.pace.read(flushedAt, course.step) };
    yield* course.milestones(flushedAt);

    for (;;) {
      if (control.state !== 'run' || edits.isDue() || isHeld(course, control)) course.leg.steps.settle();
      if (course.isDiverged) {
        if (yield* course.rollBack()) continue;
        break;
      }
      if (control.state === 'pause') yield* pause(course, edits, usage, options);
      if (isHeld(course, control)) {
        yield* hold(course, edits, usage, options);
        if (isPaused(control)) continue;
      }
      yield* edits.take();
      if (isStopped(control) || course.step >= course.lastStep) break;

      usage.spent('other');
      const now = course.advance();
      const { leg, step, checkpoints } = course;
      const evaluates = leg.evaluatesAt(step);
      const regular = checkpoints.isRegular(step);
      const flushes = now - flushedAt >= flushEveryMs;
      const looks = leg.doctor.looksAt(step);
      if (evaluates || flushes || regular || looks) leg.steps.settle();
      usage.spent('steps');
      if (evaluates && leg.steps.diverged === null) {
        if (yield* evaluate(course, now)) reason = { kind: 'earlyStopping' };
        usage.evaluation();
        usage.spent('evaluations');
      }
      if (course.isDiverged) continue;
      if (looks && !evaluates) yield* leg.doctor.judge(step);

      if (flushes || regular) yield { kind: 'points', series: course.log.drain() };
      if (regular) yield* checkpoints.tell(step);
      if (flushes) {
        usage.look();
        yield { kind: 'progress', progress: leg.pace.read(now, step) };
        yield* checkpoints.due(now, step);
      }
      if (regular || flushes) yield* course.milestones(now);
      if (flushes) {
        await turnOfEventLoop();
        flushedAt = clock();
      }
      reason ??= course.budgetEnd(flushes);
      if (reason === null && options.ending?.step === step) reason = options.ending.reason;
      if (reason !== null) break;
      if (control.endsWithEpoch === true && leg.endsEpoch(step)) {
        reason = { kind: 'epoch' };
        break;
      }
    }
    yield* endTraining(course, reason, usage, options);
  } catch (thrown) {
    yield { kind: 'finished', state: 'failed', step: course.step, error: toErrorPayload(thrown) };
  } finally {
    course.dispose();
  }
}

/** Measures, and does what follows from the figures; whether early stopping ends the training. */
function* evaluate(
  { leg, step, checkpoints, evaluated }: Course,
  now: number,
): Generator<TrainingEvent, boolean> {
  const { session, evaluation, doctor, spec, prepared } = leg;
  const metrics = evaluation.run(step, now);
  const finite = Number.isFinite(metrics['val/loss'] ?? metrics['train/loss'] ?? 0) && session.sound;
  evaluated(finite);
  doctor.evaluated(step, metrics, evaluation.counts);
  if (finite) yield* doctor.judge(step);
  const text = evaluation.sample(step);
  if (text !== null) yield { kind: 'text', key: 'sample', step, text };
  const { lowered, stops, keeps } = session.judge(step, metrics);
  if (lowered) yield lowerNote(spec, step, session.rateFactor);
  if (keeps !== null && finite) checkpoints.remember(step, keeps.value, keeps.steps);
  return finite && stops && step < prepared.plan.totalSteps;
}

/** Waits until it may go on, and takes the settings that are changed meanwhile. */
async function* pause(
  course: Course,
  edits: Edits,
  usage: UsageMeter,
  { control, clock }: TrainingOptions,
): AsyncGenerator<TrainingEvent, void> {
  yield { kind: 'points', series: course.log.drain() };
  yield* course.checkpoints.tell(course.step);
  yield* course.milestones(clock());
  yield { kind: 'note', name: 'paused', step: course.step, ...say('run.paused', { step: course.step }) };
  usage.spent('other');
  while (isPaused(control)) {
    await control.resumed();
    yield* edits.take();
  }
  usage.forget();
  course.budget.waited();
  if (!isStopped(control)) yield { kind: 'note', name: 'resumed', step: course.step, ...say('run.unpaused') };
  course.leg.pace.restart(clock(), course.step);
}

/** Waits for the verdict on what it has told up to here. */
async function* hold(
  course: Course,
  edits: Edits,
  usage: UsageMeter,
  { control, clock }: TrainingOptions,
): AsyncGenerator<TrainingEvent, void> {
  yield { kind: 'points', series: course.log.drain() };
  yield* course.milestones(clock());
  yield { kind: 'progress', progress: course.leg.pace.read(clock(), course.step) };
  usage.spent('other');
  while (control.state === 'run' && isHeld(course, control)) {
    await control.wished?.();
    yield* edits.take();
  }
  usage.forget();
  course.budget.waited();
  course.leg.pace.restart(clock(), course.step);
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

/** A call, as above. */
function isHeld({ step, lastStep }: Course, { state, holdsAfter }: TrainingControl): boolean {
  return state === 'run' && holdsAfter === step && step < lastStep;
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
