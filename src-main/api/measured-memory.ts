import type { Usage } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { SchedulerNews } from '../worker/scheduler.ts';

/** What workers were measured to need, so that as much is reserved for the next training of the same kind. */
export interface MeasuredMemory {
  /** Bytes to reserve for a run: what a training like it took at most, else what is expected of it. */
  reserve(run: number, spec: TrainingSpec, plan: SpecPlan): number;
  /** Learns from what a run tells. */
  hear(run: number, news: SchedulerNews): void;
}

const mostRemembered = 200;

export function createMeasuredMemory(
  expected: (spec: TrainingSpec, plan: SpecPlan) => number,
): MeasuredMemory {
  const known = new Map<string, number>();
  const subjects = new Map<number, string>();
  return {
    reserve: (run, spec, plan) => {
      const subject = subjectOf(spec);
      subjects.set(run, subject);
      return known.get(subject) ?? expected(spec, plan);
    },
    hear: (run, news) => {
      const subject = subjects.get(run);
      if (news.kind === 'ended') subjects.delete(run);
      if (subject === undefined || news.kind !== 'event') return;
      const { event } = news;
      if (event.kind !== 'result' || event.name !== 'usage') return;
      // The training's own.
      const { peakMemoryBytes } = event.value as Usage;
      // A run that was stopped early may have taken less than a whole one.
      const most = Math.max(peakMemoryBytes, known.get(subject) ?? 0);
      known.delete(subject);
      known.set(subject, most);
      const [oldest] = known.keys();
      if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** All of a spec that its memory depends on; the trials of a search and the runs of a family often share it. */
function subjectOf(spec: TrainingSpec): string {
  const { dataset, preprocessing, model, batchSize, accumulateBatches, recompute, averaging, engine } = spec;
  const kinds = [spec.loss.kind, spec.optimizer.kind, spec.earlyStopping?.restoreBest ?? false];
  return JSON.stringify([
    ...[dataset, preprocessing, model, batchSize, accumulateBatches],
    ...[recompute, averaging, engine, kinds],
  ]);
}
