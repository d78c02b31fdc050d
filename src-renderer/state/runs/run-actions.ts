import { CodedError, toErrorPayload } from '#contract/errors.ts';
import { isFinished, type RunRow } from '#contract/run.ts';
import { t } from '../../messages/messages.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { steps, type Step } from '../undo.svelte.ts';
import type { TagChange } from './tag-edit.ts';

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
      steps.did({
        label: t('undo.trash', { count: moved }),
        undo: () => restored(runs),
        redo: () => connection.client.call('runs.delete', { runs }),
      });
    });
    return done ? runs : [];
  },
  async restore(runs: readonly number[]): Promise<boolean> {
    return tell(async () => {
      const { restored: count } = await connection.client.call('runs.restore', { runs: [...runs] });
      toasts.success(t('runs.restored', { count }));
      steps.did({
        label: t('undo.restore', { count }),
        undo: () => connection.client.call('runs.delete', { runs: [...runs] }),
        redo: () => restored(runs),
      });
    });
  },
  async rename({ id: run, name: before }: Pick<RunRow, 'id' | 'name'>, name: string): Promise<boolean> {
    if (name === before) return true;
    return did(t('undo.rename', { name }), {
      redo: () => connection.client.call('runs.rename', { run, name }),
      undo: () => connection.client.call('runs.rename', { run, name: before }),
    });
  },
  async setNotes(run: number, before: string, notes: string): Promise<boolean> {
    if (notes === before) return true;
    return did(t('undo.notes', { run }), {
      redo: () => connection.client.call('runs.setNotes', { run, notes }),
      undo: () => connection.client.call('runs.setNotes', { run, notes: before }),
    });
  },
  /** Gives runs a slot of colour, with a way back to those that each had. */
  async setColor(runs: readonly number[], color: number): Promise<boolean> {
    let before: readonly { readonly run: number; readonly color: number }[] = [];
    return did(t('undo.color', { count: runs.length }), {
      redo: async () => {
        ({ before } = await connection.client.call('runs.setColors', {
          runs: runs.map((run) => ({ run, color })),
        }));
      },
      undo: () => connection.client.call('runs.setColors', { runs: before.map((one) => ({ ...one })) }),
    });
  },
  async changeTags(rows: readonly Pick<RunRow, 'id'>[], { add, remove }: TagChange): Promise<boolean> {
    const change = { runs: rows.map(({ id }) => id), add: [...add], remove: [...remove] };
    let before: readonly { readonly run: number; readonly tags: readonly string[] }[] = [];
    return did(t('undo.tags', { count: rows.length }), {
      redo: async () => ({ before } = await connection.client.call('runs.changeTags', change)),
      undo: () =>
        connection.client.call('runs.assignTags', {
          runs: before.map(({ run, tags }) => ({ run, tags: [...tags] })),
        }),
    });
  },
  /** To another experiment, which is made where there is none of this name. */
  async move(rows: readonly Pick<RunRow, 'id'>[], experiment: string): Promise<boolean> {
    const runs = rows.map(({ id }) => id);
    let before: readonly { readonly run: number; readonly experiment: string }[] = [];
    return did(t('undo.move', { count: runs.length, experiment }), {
      redo: async () => ({ before } = await connection.client.call('runs.move', { runs, experiment })),
      undo: async () => {
        for (const name of new Set(before.map((one) => one.experiment))) {
          const back = before.filter((one) => one.experiment === name).map(({ run }) => run);
          await connection.client.call('runs.move', { runs: back, experiment: name });
        }
      },
    });
  },
  /** Out of sight, or back. */
  async archive(rows: readonly Pick<RunRow, 'id'>[], archived: boolean): Promise<boolean> {
    const runs = rows.map(({ id }) => id);
    let changed: readonly number[] = [];
    const put = async (ids: readonly number[], into: boolean): Promise<readonly number[]> =>
      ids.length === 0
        ? []
        : (await connection.client.call('runs.archive', { runs: [...ids], archived: into })).changed;
    const done = await did(t(archived ? 'undo.archive' : 'undo.unarchive', { count: runs.length }), {
      redo: async () => (changed = await put(runs, archived)),
      undo: () => put(changed, !archived),
    });
    if (done) toasts.success(t(archived ? 'runs.archived' : 'runs.unarchived', { count: runs.length }));
    return done;
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

async function restored(runs: readonly number[]): Promise<void> {
  const { restored: count } = await connection.client.call('runs.restore', { runs: [...runs] });
  if (count === 0) throw new CodedError('finished', t('runs.undoTooLate'));
  toasts.withdraw(trashedTopic);
}

/** Does it, and keeps the way back. */
async function did(label: string, step: Pick<Step, 'undo' | 'redo'>): Promise<boolean> {
  return tell(async () => {
    await step.redo();
    steps.did({ label, ...step });
  });
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
