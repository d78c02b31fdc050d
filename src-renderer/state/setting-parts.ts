/** Parts of the page of settings, which an address can name. */
export const settingParts = [
  { part: 'appearance', label: 'settings.appearance' },
  { part: 'engines', label: 'settings.engines' },
  { part: 'data', label: 'settings.data' },
  { part: 'shortcuts', label: 'shortcuts.title' },
] as const;
