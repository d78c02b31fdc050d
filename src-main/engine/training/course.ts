import type { EditCause, SpecEdit } from '#contract/live-edit.ts';
import { checkpointRules, mostCheckpoints, type TrainingSpec } from '#contract/training.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { allowedThreads } from '../tensor/embedded/cores.ts';
import type { Engine } from '../tensor/engine.ts';
import { runsOnGpu } from '#contract/engine-names.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { nothingSpent, openBudget, type Budget, type BudgetEnd } from './budget.ts';
import { decodeCheckpoint, encodeCheckpoint, type CheckpointState } from './checkpoint.ts';
import { openCheckpoints, type Checkpoints } from './keep-checkpoints.ts';
import { openLeg, type Leg } from './leg.ts';
import { changedTraining, editedEvent } from './live-edits.ts';
import { createMetricLog, type MetricLog } from './metric-log.ts';
import { openMilestones } from './milestones.ts';
import { rollbackNote } from './notes.ts';
import type { Prepared } from './prepared.ts';
import { openRollback } from './rollback.ts';
import { epochAt, fromTheBeginning } from './start.ts';
import type { TrainingOptions } from './training-options.ts';
import type { UsageMeter } from './usage.ts';

/** A training on its way: where it stands, what it is trained by now, what it has spent, and how it goes back. */
export interface Course {
  /** Updates that are done. */
  readonly step: number;
  /** The step of the checkpoint of its own that it went on from; null where it began, or branched. */
  readonly resumedAt: number | null;
  readonly leg: Leg;
  readonly log: MetricLog;
  readonly checkpoints: Checkpoints;
  readonly budget: Pick<Budget, 'waited' | 'spent' | 'energySource'>;
  /** The last update that there is to be. */
  readonly lastStep: number;
  /** The loss, an evaluation or a weight is no finite number any more. */
  readonly isDiverged: boolean;
  /** One more update; the time after it. */
  advance(): number;
  /** Whether the figures of the evaluation after this step were finite. */
  evaluated(finite: boolean): void;
  /** How far it has come, when it is time to tell or its state was written down. */
  milestones(now: number): Generator<TrainingEvent, void>;
  /** The first limit of the spec's budget that is reached; measured ones are looked at where `looks`, since that costs. */
  budgetEnd(looks: boolean): BudgetEnd | null;
  /** Goes on under another spec. The state before is kept. Throws `invalid_input` for what does not fit. */
  change(after: TrainingSpec, cause: EditCause, replayed: boolean): Generator<TrainingEvent, SpecEdit>;
  /** After it diverged: goes back to the last good state with a lower rate. False where the spec does not let it. */
  rollBack(): Generator<TrainingEvent, boolean>;
  dispose(): void;
}

export interface CourseOptions extends Pick<
  TrainingOptions,
  'clock' | 'until' | 'edits' | 'ending' | 'energy' | 'branches' | 'checkpoint'
> {
  readonly engine: Pick<Engine, 'name' | 'variant' | 'kind' | 'threads'>;
  readonly usage: UsageMeter;
  readonly earlier: CheckpointState | null;
  /** What it goes on from, or null to initialise. */
  readonly saved: readonly NamedArray[] | null;
}

/** Begins, or goes on from `earlier`. Ends with `dispose`. */
export function openCourse(spec: TrainingSpec, prepared: Prepared, options: CourseOptions): Course {
  const { clock, usage, engine, earlier } = options;
  const startedAt = clock();
  const log = createMetricLog();
  let leg = openLeg(spec, prepared, options.saved, log, options.branches === true);
  let step = earlier?.step ?? 0;
  let evaluatesFinite = true;
  let checkpointBytes = 0;
  let checkpointsTold = 0;

  const spentBefore = options.branches === true ? nothingSpent : (earlier?.spent ?? nothingSpent);
  const budget = openBudget(
    spentBefore,
    () => usage.trainingMs,
    () =>
      // Nobody here knows what a GPU takes.
      options.energy === undefined || runsOnGpu(engine.kind)
        ? null
        : options.energy(Math.min(engine.threads, allowedThreads())),
  );
  const rollback = openRollback(spec, options.edits ?? []);
  const milestones = openMilestones(startedAt, step);
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
  const checkpoints = openCheckpoints(
    spec,
    { startedAt, knownStep: step },
    {
      save: () => usage.saving(() => leg.save()),
      encode: (at, arrays) => {
        const bytes = usage.saving(() => encodeCheckpoint(stateAt(at), arrays));
        usage.checkpoint(bytes);
        const epoch = epochAt(leg.prepared.start, leg.prepared.plan, at);
        if (leg.steps.calm) rollback.keep({ step: at, epoch, bytes }, arrays);
        checkpointBytes = bytes.length;
        checkpointsTold++;
        if (at === step) milestones.written();
        return { epoch, bytes };
      },
    },
  );
  rollback.begin(step, () => options.checkpoint ?? encodeCheckpoint(stateAt(step), leg.save()));
  leg.pace.restart(startedAt, step);

  function* tellMilestone(now: number): Generator<TrainingEvent, void> {
    if (!milestones.isDue(now)) return;
    const wattHours = budget.energySource === null ? null : budget.spent.wattHours - spentBefore.wattHours;
    yield { kind: 'milestone', milestone: milestones.take(now, step, leg.prepared, wattHours) };
  }

  const goOn = (after: TrainingSpec, changed: ReturnType<typeof changedTraining>): void => {
    leg.session.dispose();
    leg = openLeg(after, changed.prepared, changed.arrays, log, true);
    leg.pace.restart(clock(), step);
  };

  return {
    get step() {
      return step;
    },
    resumedAt: options.branches === true ? null : (earlier?.step ?? null),
    get leg() {
      return leg;
    },
    log,
    checkpoints,
    budget,
    get lastStep() {
      const { until = Number.POSITIVE_INFINITY, ending } = options;
      return Math.min(leg.prepared.plan.totalSteps, until, ending?.step ?? Number.POSITIVE_INFINITY);
    },
    get isDiverged() {
      return leg.steps.diverged !== null || !evaluatesFinite;
    },
    advance: () => {
      const now = leg.steps.advance(step + 1, clock);
      step++;
      usage.step();
      return now;
    },
    milestones: tellMilestone,
    evaluated: (finite) => {
      evaluatesFinite = finite;
    },
    budgetEnd: (looks) => {
      const { spec, prepared: now } = leg;
      // A training that is repeated ends where it ended, not by what this machine measures.
      if (spec.budget === undefined || options.ending !== undefined) return null;
      const at = { step, epoch: epochAt(now.start, now.plan, step) };
      if (!looks) return budget.reached(spec.budget, at, null);
      const kept = mostCheckpoints(checkpointRules(spec), step);
      return budget.reached(spec.budget, at, {
        memoryBytes: usage.peakMemoryBytes,
        diskBytes: Math.min(kept, checkpointsTold) * checkpointBytes,
        nextDiskBytes: Math.min(kept, checkpointsTold + 1) * checkpointBytes,
      });
    },
    change: function* (after, cause, replayed) {
      const state = { ...stateAt(step), arrays: leg.save() };
      const changed = changedTraining(state, after, leg.prepared);
      yield { kind: 'points', series: log.drain() };
      yield* checkpoints.tell(step, 'edit');
      yield* tellMilestone(clock());
      const before = leg.spec;
      goOn(after, changed);
      if (cause === 'rollback') leg.doctor.unstable(before.optimizer.learningRate);
      const event = editedEvent(step, cause, { before, after }, replayed);
      yield event;
      return event.edit;
    },
    rollBack: function* () {
      const good = rollback.take();
      if (good === null) return false;
      const diverged = leg.steps.diverged ?? { step, loss: 0 };
      // What is told is given away.
      const state = decodeCheckpoint(good.bytes.slice());
      const before = leg.spec;
      const after = rollback.lowered(before);
      const changed = changedTraining(state, after, leg.prepared);
      yield { kind: 'points', series: log.drain() };
      step = good.step;
      evaluatesFinite = true;
      checkpoints.rewind(step);
      milestones.rewind(step);
      yield { kind: 'rewound', step };
      yield { kind: 'checkpoint', ...good, reasons: ['edit'] };
      goOn(after, changed);
      leg.doctor.unstable(before.optimizer.learningRate);
      yield editedEvent(step, 'rollback', { before, after }, false);
      yield rollbackNote(diverged, step, after);
      return true;
    },
    dispose: () => leg.session.dispose(),
  };
}
