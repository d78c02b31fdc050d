import type { MenuItem } from '../components/MenuItems.svelte';
import { t } from '../messages/messages.svelte.ts';
import { shortcuts, type Action } from '../state/shortcuts.svelte.ts';

/** An item of a menu that the palette offers, too. */
export interface MenuAction extends Omit<Action, 'group'> {
  readonly icon: NonNullable<MenuItem['icon']>;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly separated?: boolean;
}

export function menuItems(actions: readonly MenuAction[]): readonly MenuItem[] {
  return actions.map(({ label, values, keys, icon, danger, disabled, separated, run }) => ({
    label: t(label, values),
    icon,
    run,
    ...(keys !== undefined && shortcuts.works(keys) ? { keys } : {}),
    ...(danger === undefined ? {} : { danger }),
    ...(disabled === undefined ? {} : { disabled }),
    ...(separated === undefined ? {} : { separated }),
  }));
}

/** Offers those that can be done at the moment, until the returned function is called. */
export function addMenuActions(actions: readonly MenuAction[]): () => void {
  return shortcuts.add(
    actions.filter(({ disabled }) => disabled !== true).map((action) => ({ ...action, group: 'page' })),
  );
}
