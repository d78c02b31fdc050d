/** A key press, as far as shortcuts care. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** The letter or digit on the key whatever the modifiers make of it (Alt+M writes µ on a Mac). */
  readonly code?: string;
}

/**
 * Writes a key press as shortcuts are written: `Ctrl+J`, `Alt+M`, `Shift+L`, `/`, `Escape`, `G`. Cmd counts as Ctrl.
 * A symbol that needs Shift on some keyboards is written without it: `?`, `+`.
 */
export function chordOf(press: KeyPress): string {
  const letter = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code ?? '');
  const bare = press.altKey ? (letter?.[1] ?? letter?.[2] ?? press.key) : press.key;
  const key = bare === ' ' ? 'Space' : bare.length === 1 ? bare.toUpperCase() : bare;
  const shifted = press.shiftKey && (key.length > 1 || /\p{L}/u.test(key));
  return [
    press.ctrlKey || press.metaKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    shifted ? 'Shift' : '',
    key,
  ]
    .filter((part) => part !== '')
    .join('+');
}

/** Single keys are off while a text is being typed; chords with Ctrl or Alt are not. */
export function isSingleKey(chord: string): boolean {
  return !/^(Ctrl|Alt)\+/.test(chord) && chord !== 'Escape';
}

/**
 * Which shortcut a chord completes, given what was pressed just before; `pending` says that it may begin a longer
 * one. A completed sequence goes before a single key.
 */
export function matchShortcut(
  shortcuts: readonly string[],
  before: string | null,
  chord: string,
): { readonly complete: string | null; readonly pending: boolean } {
  const sequence = before === null ? undefined : shortcuts.find((keys) => keys === `${before} ${chord}`);
  if (sequence !== undefined) return { complete: sequence, pending: false };
  return {
    complete: shortcuts.find((keys) => keys === chord) ?? null,
    pending: shortcuts.some((keys) => keys.startsWith(`${chord} `)),
  };
}
