import type { Usage } from '#contract/estimate.ts';
import type { EndReason, EndResult, TrainingEvent } from '#contract/training-event.ts';
import { servedArrays } from './checkpoint.ts';
import type { Course } from './course.ts';
import { bestNote, budgetNote, divergence } from './notes.ts';
import { resultsAtEnd } from './results.ts';
import type { TrainingOptions } from './training-options.ts';
import type { UsageMeter } from './usage.ts';
import { weightsSha256 } from './weights-hash.ts';

/** What a training tells at its end; `reason` is null where it came to its last step or was asked to stop. */
export function* endTraining(
  course: Course,
  reason: EndReason | null,
  usage: UsageMeter,
  { clock, until }: Pick<TrainingOptions, 'clock' | 'until'>,
): Generator<TrainingEvent, void> {
  const { leg, step, log } = course;
  const { session, evaluation, spec, prepared } = leg;
  if (course.isDiverged) {
    const at = leg.steps.diverged ?? { step, loss: 0 };
    yield { kind: 'points', series: log.drain() };
    yield* leg.doctor.diverged(at.step);
    const error = divergence(at, session.sound, leg.doctor.lowerRate());
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
  const ended = byLimit || step >= prepared.plan.totalSteps;
  const why = !ended && reason === null && step === until ? ({ kind: 'stopAt' } as const) : reason;
  const { best } = session;
  if (ended && best !== null) yield bestNote(spec, step, best, why?.kind === 'earlyStopping');
  if (why?.kind === 'budget') yield budgetNote(step, why);
  yield* resultsAtEnd(spec, prepared, served, {
    confusion: evaluation.confusion(served),
    ended,
    explained: leg.doctor.explains,
    keptStep: spec.earlyStopping?.restoreBest === true ? (best?.step ?? step) : step,
  });
  yield* course.checkpoints.tell(step);
  yield* course.milestones(clock());
  usage.spent('finishing');
  const resumedAt = course.resumedAt === null ? {} : { resumedAt: course.resumedAt };
  yield {
    kind: 'result',
    name: 'usage',
    value: { ...usage.read(), ...resumedAt, ...energyOf(course) } satisfies Usage,
  };
  if (why !== null) yield { kind: 'result', name: 'end', value: { step, reason: why } satisfies EndResult };
  yield {
    kind: 'finished',
    state: ended ? 'complete' : 'stopped',
    step,
    weightsSha256: weightsSha256(arrays),
    ...(why === null ? {} : { reason: why }),
  };
}

function energyOf({ budget }: Course): Pick<Usage, 'energy'> {
  const source = budget.energySource;
  return source === null ? {} : { energy: { wattHours: budget.spent.wattHours, source } };
}
