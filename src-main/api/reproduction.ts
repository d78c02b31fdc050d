import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { specBefore, type SpecEdit } from '#contract/live-edit.ts';
import type { EndResult, SeriesBatch } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { isFinished, type RunDetail } from '#contract/run.ts';
import { engineNamed } from '#contract/engine-names.ts';
import { usableCheckpoints, type FoundCheckpoint } from '../query/checkpoints.ts';
import { queryPoints } from '../query/points.ts';
import type { ReadDatabase } from '../store/database.ts';
import { filterColumns } from '../store/tables/point-columns.ts';
import { bytesOf, type CheckpointSource, type WholeCheckpoint } from './whole-checkpoint.ts';

/** A stretch of a run that can be computed again. */
export interface Stretch {
  /** Null where it begins with the run itself. */
  readonly from: WholeCheckpoint | null;
  readonly branches: boolean;
  readonly fromStep: number;
  readonly toStep: number;
  readonly recorded: readonly SeriesBatch[];
  /** The checkpoint at its end, where there is one. */
  readonly expected: WholeCheckpoint | null;
}

/** The spec of the update after `from`, with the engine that the run was trained on, where that is known: `auto` may choose another one today. */
export function asTrained({ spec, edits, environment }: RunDetail, from = 0): TrainingSpec {
  return onEngine(specBefore(spec, edits, from), environment);
}

/** The edits after the update `from`, each with the engine that the run was trained on. */
export function editsAsTrained({ edits, environment }: RunDetail, from = 0): readonly SpecEdit[] {
  return edits
    .filter(({ step }) => step >= from)
    .map((edit) => ({ ...edit, spec: onEngine(edit.spec, environment) }));
}

/** How a run ended by what was measured, which another time would be measured otherwise; null where it did not. */
export function measuredEnding({ results }: RunDetail): EndResult | null {
  // Written by trainings, whose type says so.
  const end = (results['end'] ?? null) as EndResult | null;
  return end?.reason.kind === 'budget' ? end : null;
}

function onEngine(spec: TrainingSpec, environment: RunDetail['environment']): TrainingSpec {
  const kind = engineNamed(environment?.engine ?? '');
  return spec.engine !== 'auto' || kind === null ? spec : { ...spec, engine: kind };
}

/** Throws `conflict` for a run that still trains, or that never trained. */
export function requireTrained(run: RunDetail): NonNullable<RunDetail['environment']> {
  if (!isFinished(run.state)) {
    throw new CodedError('conflict', say('verify.trains', { run: run.id, state: run.state }));
  }
  if (run.environment === null) {
    throw new CodedError('conflict', say('verify.neverTrained', { run: run.id }));
  }
  return run.environment;
}

/**
 * The stretch that was asked for: from the checkpoint after `from`, the last but one when left out (the beginning
 * where there is one alone), for `steps` steps, up to the next checkpoint when left out. Throws `not_found` with the
 * steps that there are.
 */
export function findStretch(
  source: CheckpointSource,
  run: RunDetail,
  asked: { readonly from?: number | undefined; readonly steps?: number | undefined },
): Stretch {
  const { db } = source;
  const ascending = usableCheckpoints(db, run.id).toReversed();
  const begin = run.branchStep ?? 0;
  const last = Math.max(begin, ...Object.values(run.metrics).map(({ lastStep }) => lastStep));
  const fromStep = asked.from ?? ascending.at(-2)?.step ?? begin;
  const found = ascending.find(({ step }) => step === fromStep);
  if (found === undefined && (fromStep !== 0 || begin !== 0)) throw noCheckpoint(run.id, fromStep, ascending);
  const next = ascending.find(({ step }) => step > fromStep)?.step ?? last;
  const toStep = Math.min(last, asked.steps === undefined ? next : fromStep + asked.steps);
  if (toStep <= fromStep) {
    throw new CodedError('invalid_input', say('verify.nothingAfter', { run: run.id, step: fromStep }));
  }
  return {
    from: found === undefined ? null : wholeOr(source, run.id, found),
    branches: run.branchStep !== null && fromStep === run.branchStep,
    fromStep,
    toStep,
    recorded: recordedPoints(db, run, fromStep, toStep),
    expected: expectedAt(source, run.id, ascending, toStep),
  };
}

function expectedAt(
  source: CheckpointSource,
  run: number,
  checkpoints: readonly FoundCheckpoint[],
  step: number,
): WholeCheckpoint | null {
  const found = checkpoints.find((checkpoint) => checkpoint.step === step);
  return found === undefined ? null : wholeOr(source, run, found);
}

function wholeOr(source: CheckpointSource, run: number, checkpoint: FoundCheckpoint): WholeCheckpoint {
  const bytes = bytesOf(source, run, checkpoint);
  if (bytes !== null) return { ...checkpoint, bytes };
  throw new CodedError('storage_corrupt', say('branch.damaged', { run, step: checkpoint.step }));
}

function recordedPoints(db: ReadDatabase, run: RunDetail, from: number, to: number): readonly SeriesBatch[] {
  return Object.keys(run.metrics).map((key) => {
    const points = queryPoints(db, { run: run.id, key, offset: 0, limit: Number.MAX_SAFE_INTEGER });
    return { key, ...filterColumns(points, (step) => step > from && step <= to) };
  });
}

function noCheckpoint(run: number, step: number, checkpoints: readonly FoundCheckpoint[]): CodedError {
  const steps = checkpoints.map((checkpoint) => checkpoint.step).join(', ');
  return new CodedError('not_found', say('checkpoint.notThere', { run, step, steps }));
}
