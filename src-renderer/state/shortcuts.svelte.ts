import { untrack } from 'svelte';
import type { MessageKey } from '../messages/format-message.ts';
import { settings } from './settings.svelte.ts';
import { chordOf, isSingleKey, matchShortcut } from './shortcut-keys.ts';

export interface Shortcut {
  /** `Ctrl+J`, `Shift+L`, `/`, or a sequence: `G R`. */
  readonly keys: string;
  readonly label: MessageKey;
  readonly group: 'window' | 'page';
  readonly run: () => void;
  /** Fires while a text is typed, too (only sensible with Ctrl or Alt). */
  readonly inText?: boolean;
  /** For keys that mean something to most things that can have the focus (Space, Enter, arrows): when they are ours. */
  readonly when?: () => boolean;
}

const sequencePauseMs = 1200;
let registered = $state.raw<readonly Shortcut[]>([]);
let before: string | null = null;
let forget: ReturnType<typeof setTimeout> | undefined;

/** Shortcuts of the window and of the page that is shown; the list of shortcuts shows what is registered. */
export const shortcuts = {
  get all(): readonly Shortcut[] {
    return registered;
  },
  /** Registers until the returned function is called: `$effect(() => shortcuts.add([...]))`. */
  add(added: readonly Shortcut[]): () => void {
    // An effect that registers must not run again because the list has changed.
    registered = [...untrack(() => registered), ...added];
    return () => {
      registered = untrack(() => registered).filter((shortcut) => !added.includes(shortcut));
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
    const usable = registered.filter(({ keys, inText, when }) => {
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
