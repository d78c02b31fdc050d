import type { ErrorPayload } from '#contract/errors.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { TrialChange } from '../../store/tables/trials.ts';

/** Why a running trial was asked to end. `halt`: it goes on later; `over`: its sweep was ended by a user. */
export type Intent =
  | { readonly kind: 'halt' | 'over' | 'byHand' | 'time' }
  | { readonly kind: 'pause' | 'prune'; readonly why: Sentence };

/**
 * What becomes of a trial that was asked to end and did. One with a run has a checkpoint and can be set aside with it; a
 * command cannot.
 */
export function stoppedTrial(intent: Intent | null, hasRun: boolean): Omit<TrialChange, 'now'> {
  const aside = hasRun ? 'paused' : 'pruned';
  switch (intent?.kind) {
    case 'halt':
      return { state: 'waiting' };
    case 'pause':
      return { state: aside, reason: because(intent.why) };
    case 'prune':
      return { state: 'pruned', reason: because(intent.why) };
    case 'time':
      return { state: aside, reason: because(say('trial.timeUp')) };
    case 'over':
    case 'byHand':
    case undefined:
      return { state: 'pruned', reason: because(say('trial.byHand')) };
  }
}

function because(sentence: Sentence): ErrorPayload {
  return { code: 'cancelled', ...sentence };
}
