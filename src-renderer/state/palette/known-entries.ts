import type { KnownDataset } from '#contract/dataset.ts';
import type { ReportRow } from '#contract/report.ts';
import type { RunRow } from '#contract/run.ts';
import { sourceKey } from '#contract/source-key.ts';
import type { SweepRow } from '#contract/sweep/sweep-view.ts';
import { slug } from '../../format/slug.ts';
import { formatMessage, type MessageKey } from '../../messages/format-message.ts';
import { language, t } from '../../messages/messages.svelte.ts';
import type { GuidePage } from '../guide.svelte.ts';
import { router } from '../router.svelte.ts';
import { runsTable } from '../runs/runs-table.svelte.ts';
import { settingParts } from '../setting-parts.ts';
import { shortcuts, type Action } from '../shortcuts.svelte.ts';
import type { PaletteEntry } from './order.ts';

/** What can be done here and everywhere, that of the page first. */
export function actionEntries(): readonly PaletteEntry[] {
  const actions = shortcuts.actions.filter(({ move }) => move !== true);
  return [
    ...actions.filter(({ group }) => group === 'page'),
    ...actions.filter(({ group }) => group === 'window'),
  ].map(actionEntry);
}

function actionEntry({ keys, label, values, group, run }: Action): PaletteEntry {
  return {
    id: ['action', label, ...(values === undefined ? [] : [JSON.stringify(values)])].join(' '),
    kind: 'action',
    text: t(label, values),
    ...(group === 'page' ? { hint: t('shortcuts.page') } : {}),
    ...(keys !== undefined && shortcuts.works(keys) ? { keys } : {}),
    ...english(label, values),
    run,
  };
}

/** Whoever learned the words in English finds them in any language. */
function english(label: MessageKey, values?: Action['values']): { readonly also?: readonly string[] } {
  return language.tag === 'en' ? {} : { also: [formatMessage('en', label, values)] };
}

export function settingEntries(): readonly PaletteEntry[] {
  return settingParts.map(({ part, label }) => ({
    id: `setting ${part}`,
    kind: 'setting',
    text: t('palette.setting', { name: t(label) }),
    also: [t(label), formatMessage('en', label)],
    run: () => router.go({ page: 'settings', part }),
  }));
}

export function runEntry({ id, name, experiment }: RunRow): PaletteEntry {
  return {
    id: `run ${id}`,
    kind: 'run',
    text: name,
    hint: `${experiment} · #${id}`,
    also: [`#${id}`, String(id)],
    found: true,
    run: () => router.go({ page: 'run', id }),
  };
}

export function sweepEntry({ id, name }: SweepRow): PaletteEntry {
  return {
    id: `sweep ${id}`,
    kind: 'sweep',
    text: name,
    hint: t('palette.sweep', { id }),
    also: [`#${id}`],
    run: () => router.go({ page: 'sweep', id }),
  };
}

export function reportEntry({ id, name }: ReportRow): PaletteEntry {
  return {
    id: `report ${id}`,
    kind: 'report',
    text: name,
    hint: t('report.number', { id }),
    run: () => router.go({ page: 'report', id }),
  };
}

/** Tables of runs that were kept under a name. */
export function viewEntries(): readonly PaletteEntry[] {
  const table = runsTable(false);
  return table.views.all.map((view) => ({
    id: `view ${view.name}`,
    kind: 'view',
    text: view.name,
    hint: t('palette.view'),
    run: () => {
      table.views.show(view);
      router.go({ page: 'runs', trashed: false });
    },
  }));
}

export function dataEntry({ name, source }: KnownDataset): PaletteEntry {
  const key = sourceKey(source);
  return {
    id: `data ${key}`,
    kind: 'data',
    text: name,
    hint: t('nav.data'),
    run: () => router.go({ page: 'data', source: key }),
  };
}

/** Pages of the guide, and the parts that they have. */
export function guideEntries(pages: readonly GuidePage[]): readonly PaletteEntry[] {
  return pages.flatMap(({ name, title, markdown }) => [
    guideEntry(name, title, t('nav.guide')),
    ...[...markdown.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      guideEntry(`${name}~${slug(heading)}`, heading, title),
    ),
  ]);
}

function guideEntry(name: string, text: string, hint: string): PaletteEntry {
  return {
    id: `guide ${name}`,
    kind: 'guide',
    text,
    hint,
    run: () => router.go({ page: 'guide', name }),
  };
}
