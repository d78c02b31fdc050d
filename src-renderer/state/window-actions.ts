import { router } from './router.svelte.ts';
import { settings } from './settings.svelte.ts';
import type { Action } from './shortcuts.svelte.ts';
import { steps } from './undo.svelte.ts';

/** What the window itself opens and closes. */
interface Shell {
  /** The list of shortcuts. */
  readonly list: () => void;
  readonly palette: () => void;
}

/** What can be done everywhere. */
export function windowActions({ list, palette }: Shell): readonly Action[] {
  return [...places(), ...always({ list, palette })];
}

function places(): readonly Action[] {
  const group = 'window';
  return [
    { keys: 'G H', label: 'shortcut.home', group, run: () => router.go({ page: 'home' }) },
    { keys: 'G R', label: 'shortcut.runs', group, run: () => router.go({ page: 'runs', trashed: false }) },
    { keys: 'G L', label: 'shortcut.charts', group, run: () => router.go({ page: 'charts', query: '' }) },
    { keys: 'G C', label: 'shortcut.compare', group, run: () => router.go({ page: 'compare', runs: [] }) },
    { keys: 'G W', label: 'shortcut.sweeps', group, run: () => router.go({ page: 'sweeps' }) },
    { keys: 'G P', label: 'shortcut.reports', group, run: () => router.go({ page: 'reports' }) },
    { keys: 'G D', label: 'shortcut.data', group, run: () => router.go({ page: 'data', source: null }) },
    { keys: 'G G', label: 'shortcut.guide', group, run: () => router.go({ page: 'guide', name: null }) },
    { keys: 'G S', label: 'shortcut.settings', group, run: () => router.go({ page: 'settings' }) },
    { label: 'shortcut.trash', group, run: () => router.go({ page: 'runs', trashed: true }) },
    {
      keys: 'N',
      label: 'shortcut.new',
      group,
      run: () => router.go({ page: 'new', from: null, sample: null, data: null }),
    },
  ];
}

function always({ list, palette }: Shell): readonly Action[] {
  const group = 'window';
  return [
    { keys: 'Ctrl+K', label: 'shortcut.palette', group, inText: true, run: palette, move: true },
    { keys: 'Ctrl+/', label: 'shortcut.list', group, inText: true, run: list },
    { keys: 'Ctrl+Z', label: 'shortcut.undo', group, run: () => void steps.undo() },
    { keys: 'Ctrl+Shift+Z', label: 'shortcut.redo', group, run: () => void steps.redo() },
    {
      keys: 'Ctrl+J',
      label: 'shortcut.rail',
      group,
      inText: true,
      run: () => settings.setRailNarrow(!settings.railNarrow),
    },
    { keys: 'Alt+M', label: 'shortcut.theme', group, inText: true, run: () => settings.flipTheme() },
    { label: 'shortcut.themeSystem', group, run: () => settings.setTheme('system') },
    { label: 'shortcut.english', group, run: () => settings.setLanguage('en') },
    { label: 'shortcut.chinese', group, run: () => settings.setLanguage('zh-CN') },
    {
      label: settings.singleKeys ? 'shortcut.singleKeysOff' : 'shortcut.singleKeysOn',
      group,
      run: () => settings.setSingleKeys(!settings.singleKeys),
    },
  ];
}
