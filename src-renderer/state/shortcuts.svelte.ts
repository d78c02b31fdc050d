import type { MessageKey, MessageValues } from '../messages/format-message.ts';
import { settings } from './settings.svelte.ts';
import { chordOf, isSingleKey, matchShortcut } from './shortcut-keys.ts';

/** Something that can be done: by its keys, and by its name in the palette. */
export interface Action {
  /** `Ctrl+J`, `Shift+L`, `/`, or a sequence: `G R`. Without any it is reached by its name alone. */
  readonly keys?: string;
  readonly label: MessageKey;
  readonly values?: MessageValues;
  readonly group: 'window' | 'page';
  readonly run: () => void;
  /** Fires while a text is typed, too (only sensible with Ctrl or Alt). */
  readonly inText?: boolean;
  /** For keys that mean something to most things that can have the focus (Space, Enter, arrows): when they are ours. */
  readonly when?: () => boolean;
  /** A move of the keyboard, which means nothing by its name: no action of the palette. */
  readonly move?: boolean;
}
export type Shortcut = Action & { readonly keys: string };

const sequencePauseMs = 1200;
/** In the order in which they came. Effects that run together do not see what the others write to a state. */
let added: readonly (readonly Action[])[] = [];
let registered = $state.raw<readonly Action[]>([]);
let before: string | null = null;
let forget: ReturnType<typeof setTimeout> | undefined;

/**
 * All that can be done in the window and on the page that is shown. The keyboard, the palette, the list of shortcuts
 * and tooltips read what is registered here, so that they cannot differ.
 */
export const shortcuts = {
  /** Each action once: where a page means another by the same keys than the window, the page's. */
  get actions(): readonly Action[] {
    return registered.filter(
      ({ keys }, index, all) =>
        keys === undefined || all.findLastIndex((other) => other.keys === keys) === index,
    );
  },
  /** Those of them that have keys. */
  get all(): readonly Shortcut[] {
    return shortcuts.actions.filter((action): action is Shortcut => action.keys !== undefined);
  },
  /** Keys of an action as they work at the moment: none for a single letter where those are switched off. */
  keysOf(label: MessageKey): string | undefined {
    const keys = registered.findLast((action) => action.label === label)?.keys;
    return keys === undefined || shortcuts.works(keys) ? keys : undefined;
  },
  works(keys: string): boolean {
    return settings.singleKeys || !isSingleKey(keys);
  },
  /** Registers until the returned function is called: `$effect(() => shortcuts.add([...]))`. */
  add(actions: readonly Action[]): () => void {
    added = [...added, actions];
    registered = added.flat();
    return () => {
      added = added.filter((others) => others !== actions);
      registered = added.flat();
    };
  },
  /** Handles a key press of the window; true when it was a shortcut. */
  press(event: KeyboardEvent): boolean {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)
    ) {
      return false;
    }
    const chord = chordOf(event);
    const typing = isTextField(event.target);
    // In a dialog the keys belong to the dialog.
    const usable = registered.filter((action): action is Shortcut => {
      const { keys, inText, when } = action;
      if (keys === undefined) return false;
      if (document.querySelector('[role="dialog"]') !== null) return inText === true;
      if (when !== undefined) return !typing && when();
      return isSingleKey(keys) ? settings.singleKeys && !typing : !typing || inText === true;
    });
    const { complete, pending } = matchShortcut(
      usable.map(({ keys }) => keys),
      before,
      chord,
    );
    clearTimeout(forget);
    before = pending && complete === null ? chord : null;
    if (before !== null) forget = setTimeout(() => (before = null), sequencePauseMs);
    if (complete === null) return false;
    event.preventDefault();
    // The page that is shown registered last: its meaning of a key goes before the window's.
    usable.findLast(({ keys }) => keys === complete)?.run();
    return true;
  },
};

/** Whether nothing that takes keys has the focus: it lies on the page as a whole. */
export function focusIsFree(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.id === 'main';
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true;
  }
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  );
}
