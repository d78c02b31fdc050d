import { toErrorPayload } from '#contract/errors.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { ParamValue, Params } from '#contract/param.ts';
import { parse } from '#contract/parse.ts';
import type { RunDetail } from '#contract/run.ts';
import { withChanges, type SpecDocument } from '#contract/spec-changes.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import type { SchedulerNews } from '../../worker/scheduler.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import type { RunningTrial, TrialEnd, TrialNews, TrialReport } from './running-trial.ts';

/** What a trial needs of those who train. */
export interface TrialTrainer {
  plan(spec: TrainingSpec): Promise<SpecPlan>;
  /** Makes a run, which waits after step `holdAfter`, and hands its number to `made` in the same transaction. */
  start(
    spec: TrainingSpec,
    name: string,
    plan: SpecPlan,
    holdAfter: number | null,
    made: (run: number) => void,
  ): void;
  resume(run: number, holdAfter: number | null): Promise<void>;
  /** How far one goes on that waits. */
  goOn(run: number, holdAfter: number | null): void;
  /**
   * Makes a run that will go on from the last checkpoint of another one by this spec, once it is resumed; null where
   * there is no checkpoint. Called within a transaction.
   */
  copy(source: number, spec: TrainingSpec, name: string): number | null;
  stop(run: number): void;
  /** Null for a run that is not there any more. */
  runDetail(run: number): RunDetail | null;
  /** What the scheduler tells of a run from now on, until the function is called that this gives. */
  listen(run: number, listener: (news: SchedulerNews) => void): () => void;
}

export interface TrainingTrial {
  readonly name: string;
  readonly training: TrainingSpec;
  readonly params: Params;
  /** Added to the seed. */
  readonly repetition: number;
  /** The run that it goes on with; null for a new one. */
  readonly run: number | null;
  /** Of a copy: the step of reports since which its run goes its own way. */
  readonly copiedAt: number;
  /** The first step of reports after this one at which it is to wait for a verdict; null for none. */
  readonly nextHold: (after: number) => number | null;
}

/** The spec of a trial: the sweep's with its params at their paths. Throws `invalid_input`, naming the place. */
export function trialSpec(
  training: TrainingSpec,
  params: Readonly<Record<string, ParamValue>>,
): TrainingSpec {
  const document: SpecDocument = { ...training };
  return parse(
    trainingSpecSchema,
    withChanges(document, Object.entries(params)),
    'The training spec of a trial',
  );
}

/** Starts the training of a trial, or goes on with its run. What prevents its start is told as its end. */
export function startTrainingTrial(
  trial: TrainingTrial,
  trainer: TrialTrainer,
  news: TrialNews,
): RunningTrial {
  let run: number | null = null;
  let timeline: Timeline | null = null;
  /** The step after which it is to wait. */
  let holdAfter: number | null = null;
  /** The step after which it waits now. */
  let heldAt: number | null = null;
  let asked = false;
  let final: Readonly<Record<string, number>> = {};

  /** The step after which it is to wait, of those after this one. */
  const holdFrom = (steps: Timeline, step: number): number | null => {
    const wanted = trial.nextHold(steps.reportAt(step));
    return wanted === null ? null : steps.evaluatedFrom(wanted, step);
  };

  const listen = (number: number, timeOf: Timeline): void => {
    const forget = trainer.listen(number, (told) => {
      if (told.kind === 'event' && told.event.kind === 'points') {
        const reports = told.event.series.flatMap(({ key, steps, values }): TrialReport[] =>
          // What every batch gave is no figure of a trial.
          key.startsWith('batch/')
            ? []
            : Array.from(steps, (step, i) => ({
                metric: key,
                step: timeOf.reportAt(step),
                value: values[i] ?? NaN,
              })),
        );
        if (reports.length > 0) news.report(reports);
      }
      if (told.kind === 'event' && told.event.kind === 'progress' && told.event.progress.step === holdAfter) {
        heldAt = holdAfter;
        holdAfter = null;
        news.held(timeOf.reportAt(heldAt));
      }
      if (told.kind === 'event' && told.event.kind === 'kept') final = told.event.metrics;
      if (told.kind !== 'ended') return;
      forget();
      const { state, error } = told.end;
      news.ended({ state, final, ...(error === undefined ? {} : { error }) });
    });
  };

  const begin = async (): Promise<void> => {
    const chosen = trialSpec(trial.training, trial.params);
    const spec = { ...chosen, seed: chosen.seed + trial.repetition };
    const earlier = trial.run === null ? null : trainer.runDetail(trial.run);
    const known = earlier === null ? null : endOf(earlier);
    if (known !== null) {
      // It ended before its sweep could write that down.
      news.ended(known);
      return;
    }
    const plan = await trainer.plan(spec);
    if (asked) {
      news.ended({ state: 'stopped' });
      return;
    }
    const branchStep = earlier?.branchStep ?? null;
    const steps = timelineOf(
      spec,
      plan,
      branchStep === null ? { update: 0, report: 0 } : { update: branchStep, report: trial.copiedAt },
    );
    timeline = steps;
    if (earlier !== null) {
      run = earlier.id;
      const checkpoint = Math.max(0, ...earlier.checkpoints.map(({ step }) => step));
      news.goesOn(steps.reportAt(checkpoint));
      holdAfter = holdFrom(steps, checkpoint);
      listen(run, steps);
      await trainer.resume(run, holdAfter);
      if (asked) trainer.stop(run);
      return;
    }
    holdAfter = holdFrom(steps, 0);
    trainer.start(spec, trial.name, plan, holdAfter, (made) => {
      run = made;
      news.run(made);
      listen(made, steps);
    });
  };

  begin().catch((thrown: unknown) => news.ended({ state: 'failed', error: toErrorPayload(thrown) }));

  return {
    stop: () => {
      asked = true;
      if (run !== null) trainer.stop(run);
    },
    goOn: () => {
      if (run === null || timeline === null || heldAt === null) return;
      holdAfter = holdFrom(timeline, heldAt);
      heldAt = null;
      trainer.goOn(run, holdAfter);
    },
    output: () => null,
  };
}

/** How a run has ended for good; null where it can go on. */
function endOf({ state, error, metrics }: RunDetail): TrialEnd | null {
  if (state === 'complete') {
    const final = Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, metric.final]));
    return { state: 'complete', final };
  }
  if (state === 'failed') return { state: 'failed', ...(error === null ? {} : { error }) };
  return null;
}
