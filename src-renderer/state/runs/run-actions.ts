import { toErrorPayload } from '#contract/errors.ts';
import { isFinished, type RunRow } from '#contract/run.ts';
import { t } from '../../messages/messages.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { changedTags, type TagChange } from './tag-edit.ts';

/**
 * What can be done with runs from a table. Each says itself what it has done or why it could not; the result tells
 * whether it was done.
 */
export const runActions = {
  /** To the trash, with a way back. Runs in progress stay, and it is said that they do. */
  async trash(rows: readonly RunRow[]): Promise<readonly number[]> {
    const runs = rows.filter((row) => isFinished(row.state)).map((row) => row.id);
    if (runs.length < rows.length) {
      toasts.info(t('runs.activeStay', { count: rows.length - runs.length }));
    }
    if (runs.length === 0) return [];
    const done = await tell(async () => {
      const { moved } = await connection.client.call('runs.delete', { runs });
      toasts.success(
        t('runs.movedToTrash', { count: moved }),
        { label: t('action.undo'), run: () => void undoTrash(runs) },
        trashedTopic,
      );
    });
    return done ? runs : [];
  },
  async restore(runs: readonly number[]): Promise<boolean> {
    return tell(async () => {
      const { restored } = await connection.client.call('runs.restore', { runs: [...runs] });
      toasts.success(t('runs.restored', { count: restored }));
    });
  },
  async rename(run: number, name: string): Promise<boolean> {
    return tell(() => connection.client.call('runs.rename', { run, name }));
  },
  async changeTags(rows: readonly RunRow[], change: TagChange): Promise<boolean> {
    return tell(async () => {
      for (const row of rows) {
        const tags = changedTags(row.tags, change);
        if (tags !== null) await connection.client.call('runs.setTags', { run: row.id, tags: [...tags] });
      }
    });
  },
  async pause(run: number): Promise<boolean> {
    return tell(() => connection.client.call('runs.pause', { run }));
  },
  async resume(run: number): Promise<boolean> {
    return tell(() => connection.client.call('runs.resume', { run }));
  },
  async stop(runs: readonly number[]): Promise<boolean> {
    return tell(() => Promise.all(runs.map((run) => connection.client.call('runs.stop', { run }))));
  },
  /** Goes on until its epoch is over. */
  async stopAfterEpoch(run: number): Promise<boolean> {
    return tell(() => connection.client.call('runs.stop', { run, afterEpoch: true }));
  },
};

/** Of toasts that offer to take runs out of the trash: gone with what is in it. */
export const trashedTopic = 'trashed';

async function undoTrash(runs: readonly number[]): Promise<void> {
  try {
    const { restored } = await connection.client.call('runs.restore', { runs: [...runs] });
    if (restored > 0) toasts.success(t('runs.restored', { count: restored }));
    else toasts.info(t('runs.undoTooLate'));
  } catch (thrown) {
    if (toErrorPayload(thrown).code === 'not_found') toasts.info(t('runs.undoTooLate'));
    else toasts.error(thrown);
  }
}

async function tell(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (thrown) {
    toasts.error(thrown);
    return false;
  }
}
