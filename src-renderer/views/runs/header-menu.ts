import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowLeft from '@lucide/svelte/icons/arrow-left';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import EyeOff from '@lucide/svelte/icons/eye-off';
import Group from '@lucide/svelte/icons/group';
import Pin from '@lucide/svelte/icons/pin';
import PinOff from '@lucide/svelte/icons/pin-off';
import type { MenuItem } from '../../components/MenuItems.svelte';
import { t } from '../../messages/messages.svelte.ts';
import { nameColumn, sortKeyOf, textOfColumn } from '../../state/runs/columns.ts';
import type { RunsTable } from '../../state/runs/runs-table.svelte.ts';

/** What can be done with a column. */
export function headerMenu(table: RunsTable, id: string): readonly MenuItem[] {
  const key = sortKeyOf(id);
  const text = textOfColumn(id);
  const isName = id === nameColumn;
  const pinned = table.pinned.includes(id);
  const sorts: readonly MenuItem[] =
    key === null
      ? []
      : [
          {
            label: t('runs.column.sortUp'),
            icon: ArrowUp,
            run: () => table.setSort({ by: key, direction: 'asc' }),
          },
          {
            label: t('runs.column.sortDown'),
            icon: ArrowDown,
            run: () => table.setSort({ by: key, direction: 'desc' }),
          },
        ];
  const groups: readonly MenuItem[] =
    text === null || isName
      ? []
      : [
          {
            label: t('runs.column.groupBy'),
            icon: Group,
            separated: true,
            run: () => table.setGrouping({ by: text, statistic: table.grouping?.statistic ?? 'deviation' }),
          },
        ];
  if (isName) return [...sorts, ...groups];
  return [
    ...sorts,
    ...groups,
    {
      label: t(pinned ? 'runs.column.unpin' : 'runs.column.pin'),
      icon: pinned ? PinOff : Pin,
      separated: true,
      run: () => table.togglePinned(id),
    },
    { label: t('runs.column.left'), icon: ArrowLeft, run: () => void table.nudgeColumn(id, -1) },
    { label: t('runs.column.right'), icon: ArrowRight, run: () => void table.nudgeColumn(id, 1) },
    {
      label: t('runs.column.hide'),
      icon: EyeOff,
      separated: true,
      run: () => table.setColumns(table.columns.filter((other) => other !== id)),
    },
  ];
}
