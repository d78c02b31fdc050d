import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import Flag from '@lucide/svelte/icons/flag';
import FolderInput from '@lucide/svelte/icons/folder-input';
import GitCompareArrows from '@lucide/svelte/icons/git-compare-arrows';
import Palette from '@lucide/svelte/icons/palette';
import Pause from '@lucide/svelte/icons/pause';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import Plus from '@lucide/svelte/icons/plus';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Square from '@lucide/svelte/icons/square';
import Tag from '@lucide/svelte/icons/tag';
import Trash from '@lucide/svelte/icons/trash';
import { isFinished, type RunRow } from '#contract/run.ts';
import type { MenuItem } from '../../components/MenuItems.svelte';
import { t } from '../../messages/messages.svelte.ts';
import { router } from '../../state/router.svelte.ts';
import { runActions } from '../../state/runs/run-actions.ts';

interface RowActions {
  readonly open: (run: RunRow) => void;
  /** Makes the run the baseline, or takes it back where it is. */
  readonly baseline: { readonly run: number | null; readonly set: (run: number | null) => void };
  /** Null where the menu is of one run. */
  readonly compare: (() => void) | null;
  readonly rename: (run: RunRow) => void;
  readonly tags: (runs: readonly RunRow[]) => void;
  readonly color: (runs: readonly RunRow[]) => void;
  readonly move: (runs: readonly RunRow[]) => void;
  /** Whether those that are shown are archived, and what puts them in or out. */
  readonly archive: { readonly archived: boolean; readonly put: (runs: readonly RunRow[]) => void };
  readonly trash: (runs: readonly RunRow[]) => void;
  readonly restore: (runs: readonly RunRow[]) => void;
  readonly stop: (runs: readonly RunRow[]) => void;
}

/** What can be done with a run, or with several that are selected, in the state that they are in. */
export function rowMenu(runs: readonly RunRow[], trashed: boolean, act: RowActions): readonly MenuItem[] {
  const [run] = runs;
  if (run === undefined) return [];
  const one = runs.length === 1;
  const open = { label: t('runs.open'), icon: ArrowRight, keys: 'Enter', run: () => act.open(run) };
  if (trashed) {
    const restore = { label: t('runs.restore'), icon: RotateCcw, run: () => act.restore(runs) };
    return one ? [open, restore] : [restore];
  }
  const { compare } = act;
  return [
    ...(one ? [open] : []),
    ...(compare === null
      ? []
      : [{ label: t('runs.compare'), icon: GitCompareArrows, keys: 'C', run: compare }]),
    ...(one ? control(run) : []),
    ...(runs.some(({ state }) => !isFinished(state))
      ? [{ label: t('runs.stop'), icon: Square, run: () => act.stop(runs) }]
      : []),
    ...(one
      ? [
          {
            label: t('runs.again'),
            icon: Plus,
            separated: true,
            run: () => router.go({ page: 'new', from: run.id, sample: null, data: null }),
          },
          act.baseline.run === run.id
            ? { label: t('baseline.clear'), icon: Flag, keys: 'P', run: () => act.baseline.set(null) }
            : { label: t('baseline.set'), icon: Flag, keys: 'P', run: () => act.baseline.set(run.id) },
          { label: t('runs.rename'), icon: Pencil, keys: 'F2', run: () => act.rename(run) },
        ]
      : []),
    { label: t('runs.editTags'), icon: Tag, run: () => act.tags(runs) },
    { label: t('runs.color'), icon: Palette, run: () => act.color(runs) },
    { label: t('runs.move'), icon: FolderInput, run: () => act.move(runs) },
    {
      label: t(act.archive.archived ? 'runs.unarchive' : 'runs.archive'),
      icon: act.archive.archived ? ArchiveRestore : Archive,
      run: () => act.archive.put(runs),
    },
    {
      label: t('runs.toTrash'),
      icon: Trash,
      keys: 'Del',
      danger: true,
      separated: true,
      disabled: runs.every(({ state }) => !isFinished(state)),
      run: () => act.trash(runs),
    },
  ];
}

function control(run: RunRow): readonly MenuItem[] {
  switch (run.state) {
    case 'running':
      return [{ label: t('runs.pause'), icon: Pause, run: () => void runActions.pause(run.id) }];
    case 'paused':
    case 'interrupted':
      return [{ label: t('runs.resume'), icon: Play, run: () => void runActions.resume(run.id) }];
    default:
      return [];
  }
}
