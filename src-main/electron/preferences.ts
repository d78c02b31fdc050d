import type { SessionCore } from './ipc/window-sessions.ts';

/** What the window's own settings say about the frame around it. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** Null where none was chosen: the system's then. */
  readonly language: string | null;
}

/** Reads the document that the window keeps under the name "window". What does not fit is as if not chosen. */
export async function readPreferences(core: SessionCore): Promise<Preferences> {
  // An owner that ends at this moment, or a broken database, is told by the window's own calls.
  const stored = await core.dispatch('settings.get', { name: 'window' }).catch(() => null);
  if (typeof stored !== 'object' || stored === null) return { theme: 'system', language: null };
  const { theme, language } = { theme: null, language: null, ...stored } as Record<string, unknown>;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    language: typeof language === 'string' ? language : null,
  };
}
