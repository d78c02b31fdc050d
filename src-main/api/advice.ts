import type { Advice, AdviceKind, AdviceProgress, AdviceReport, AdviceState } from '#contract/advice.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { WriteDatabase } from '../store/database.ts';
import { endAdvice, insertAdvice, readAdvice, type AdviceEnd } from '../store/tables/advice.ts';
import type { Scheduler, SchedulerNews } from '../worker/scheduler.ts';
import type { EventHub } from './event-hub.ts';
import { initialWeights } from './initial-weights.ts';
import { adviceMemory } from './memory-estimate.ts';
import type { CheckpointSource } from './whole-checkpoint.ts';

/** Specs that this process tries out, from the question to what is kept of the answer. */
export interface AdviceDesk {
  /** Takes a spec that was checked against its data. Gives the number of the advice. */
  start(spec: TrainingSpec, kind: AdviceKind, plan: SpecPlan): number;
  /** Throws `conflict` unless it waits or runs. */
  stop(advice: number): void;
  /** Throws `not_found`. */
  show(advice: number): Advice;
  /** What runs from here on is ended by Descent's own end. */
  closing(): void;
}

export interface AdviceDeskOptions extends CheckpointSource {
  readonly db: WriteDatabase;
  readonly scheduler: () => Scheduler;
  readonly clock: () => number;
  readonly hub: EventHub;
}

interface Live {
  state: AdviceState;
  progress: AdviceProgress | null;
  report: AdviceReport | null;
}

export function createAdviceDesk(options: AdviceDeskOptions): AdviceDesk {
  const { db, scheduler, clock, hub } = options;
  const live = new Map<number, Live>();
  let cursor = 0;
  let closing = false;

  const changed = (advice: number, adviceState: AdviceState): void =>
    hub.emit({ topic: `advice:${advice}`, cursor: ++cursor, adviceState });

  const hearEvent = (entry: Live, event: TrainingEvent): void => {
    if (event.kind === 'progress') entry.progress = event.progress;
    // Only the engine's own advice has this name; see engine/advice.
    if (event.kind === 'result' && event.name === 'advice') entry.report = event.value as AdviceReport;
  };

  const hear = (advice: number, entry: Live, news: SchedulerNews): void => {
    switch (news.kind) {
      case 'state':
        entry.state = news.state === 'waiting' ? 'waiting' : 'running';
        break;
      case 'event':
        hearEvent(entry, news.event);
        // Console lines and notes of a trial are nobody's.
        if (news.event.kind !== 'result') return;
        break;
      case 'ended': {
        const { state, error } = news.end;
        const end: AdviceEnd = {
          state: closing && state === 'stopped' ? 'interrupted' : state,
          error: error ?? null,
          report: entry.report,
        };
        entry.state = end.state;
        entry.progress = null;
        endAdvice(db, advice, end, clock());
        live.delete(advice);
        break;
      }
      default:
        news satisfies never;
    }
    changed(advice, entry.state);
  };

  return {
    start: (spec, kind, plan) => {
      const initial = initialWeights(options, spec);
      const advice = insertAdvice(db, kind, spec, clock());
      const entry: Live = { state: 'waiting', progress: null, report: null };
      live.set(advice, entry);
      scheduler().enqueueAdvice({
        advice,
        kind,
        spec,
        memoryBytes: adviceMemory(spec, plan, kind),
        ...(initial === undefined ? {} : { initial }),
        tell: (news) => hear(advice, entry, news),
      });
      return advice;
    },
    stop: (advice) => scheduler().stopAdvice(advice),
    show: (advice) => ({ ...readAdvice(db, advice), ...live.get(advice) }),
    closing: () => {
      closing = true;
    },
  };
}
