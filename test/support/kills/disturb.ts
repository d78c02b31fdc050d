import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { RandomStream } from '../../../src-main/base/random.ts';

/** What has to be there after a kill. */
export interface Acknowledged {
  /** Steps of the run's edits. */
  edits: readonly number[];
  /** Asked for, and not answered yet: it may be there or not, but whole. */
  underWay: 'edit' | 'undo' | 'branch' | null;
  readonly branches: { readonly run: number; readonly step: number }[];
  /** How far its points and its newest checkpoint were, when that was last looked at; 0 again where it went back. */
  reached: { readonly points: number; readonly checkpoint: number };
}

export function nothingAcknowledged(): Acknowledged {
  return { edits: [], underWay: null, branches: [], reached: nothingReached };
}

export const nothingReached: Acknowledged['reached'] = { points: 0, checkpoint: 0 };

/** The steps of a run's edits that must be there, given those that are. */
export function expectedEdits(
  found: readonly number[],
  { edits, underWay }: Acknowledged,
): readonly (number | undefined)[] {
  const isUndone = underWay === 'undo' && found.length === edits.length - 1;
  const isEdited = underWay === 'edit' && found.length === edits.length + 1;
  return isUndone ? edits.slice(0, -1) : isEdited ? [...edits, found.at(-1)] : edits;
}

/** Edits a run, takes edits back and branches from it, until the connection breaks. */
export async function disturb(
  client: Client,
  run: number,
  random: RandomStream,
  acknowledged: Acknowledged,
): Promise<void> {
  try {
    for (;;) {
      const chance = random.uniform();
      if (chance < 0.3 && acknowledged.edits.length > 0) {
        acknowledged.underWay = 'undo';
        const undone = await unlessRefused(client.call('runs.undoEdit', { run }));
        if (undone !== null) {
          acknowledged.edits = acknowledged.edits.slice(0, -1);
          acknowledged.reached = nothingReached;
        }
      } else if (chance < 0.45) {
        acknowledged.underWay = 'branch';
        const step = (await client.call('runs.show', { run })).checkpoints.at(-1)?.step ?? 0;
        const changes = { steps: step + 10 };
        const child = await unlessRefused(client.call('runs.branch', { run, step, changes }));
        if (child !== null) acknowledged.branches.push({ run: child.run, step });
      } else {
        acknowledged.underWay = 'edit';
        const changes = { 'optimizer.learningRate': 0.001 + 0.002 * random.uniform() };
        const edit = await unlessRefused(client.call('runs.edit', { run, changes }));
        if (edit !== null) acknowledged.edits = [...acknowledged.edits, edit.step];
      }
      acknowledged.underWay = null;
      const { metrics, checkpoints } = await client.call('runs.show', { run });
      acknowledged.reached = {
        points: metrics['batch/loss']?.lastStep ?? 0,
        checkpoint: checkpoints.at(-1)?.step ?? 0,
      };
      await wait(10);
    }
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || thrown.code !== 'disconnected') throw thrown;
  }
}

/** A change may come too late, or a branch may need what it would take back. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (thrown) {
    const refusals = ['conflict', 'not_found', 'finished', 'invalid_input'];
    if (thrown instanceof CodedError && refusals.includes(thrown.code)) return null;
    throw thrown;
  }
}
