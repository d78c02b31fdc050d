import { isLanguage, preferredLanguage, type Language } from '../messages/format-message.ts';
import { language } from '../messages/messages.svelte.ts';
import { connection } from './connection.svelte.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

interface WindowSettings {
  readonly theme: Theme;
  readonly language: Language | null;
  readonly railNarrow: boolean;
  readonly singleKeys: boolean;
}

const name = 'window';
const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
let systemDark = $state(darkQuery.matches);
darkQuery.addEventListener('change', (event) => (systemDark = event.matches));
let values = $state.raw<WindowSettings>(cached());
apply();

/**
 * Theme, language and layout of the window. Kept by the core, so that they survive a new port; a copy in the
 * browser's storage is there at once, before the first answer.
 */
export const settings = {
  get theme(): Theme {
    return values.theme;
  },
  /** Whether the window is dark at the moment, by choice or by the system. */
  get dark(): boolean {
    return values.theme === 'system' ? systemDark : values.theme === 'dark';
  },
  get language(): Language {
    return language.tag;
  },
  get railNarrow(): boolean {
    return values.railNarrow;
  },
  /** Whether single letters are shortcuts (WCAG 2.1.4: they can be switched off). */
  get singleKeys(): boolean {
    return values.singleKeys;
  },
  async load(): Promise<void> {
    values = read(await connection.client.call('settings.get', { name }), values);
    apply();
  },
  setTheme(theme: Theme): void {
    change({ theme });
  },
  /** To the other of light and dark, whatever the system has chosen. */
  flipTheme(): void {
    change({ theme: settings.dark ? 'light' : 'dark' });
  },
  setLanguage(tag: Language): void {
    change({ language: tag });
  },
  setRailNarrow(railNarrow: boolean): void {
    change({ railNarrow });
  },
  setSingleKeys(singleKeys: boolean): void {
    change({ singleKeys });
  },
};

function change(part: Partial<WindowSettings>): void {
  values = { ...values, ...part };
  apply();
  // A window that cannot keep its layout (a read-only data directory) still has it for now.
  connection.client.call('settings.set', { name, value: values }).catch(() => undefined);
}

function apply(): void {
  const root = document.documentElement;
  if (values.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = values.theme;
  language.tag = values.language ?? preferredLanguage(navigator.languages);
  root.lang = language.tag;
  localStorage.setItem(`descent.${name}`, JSON.stringify(values));
}

function cached(): WindowSettings {
  const fresh: WindowSettings = { theme: 'system', language: null, railNarrow: false, singleKeys: true };
  try {
    return read(JSON.parse(localStorage.getItem(`descent.${name}`) ?? 'null'), fresh);
  } catch {
    return fresh;
  }
}

/** Takes what fits of a stored document; it may have been written by another version. */
function read(stored: unknown, otherwise: WindowSettings): WindowSettings {
  if (typeof stored !== 'object' || stored === null) return otherwise;
  const document = stored as Record<string, unknown>;
  const theme = themes.find((known) => known === document['theme']) ?? otherwise.theme;
  const flag = (key: 'railNarrow' | 'singleKeys'): boolean => {
    const value = document[key];
    return typeof value === 'boolean' ? value : otherwise[key];
  };
  return {
    theme,
    language: isLanguage(document['language']) ? document['language'] : otherwise.language,
    railNarrow: flag('railNarrow'),
    singleKeys: flag('singleKeys'),
  };
}
