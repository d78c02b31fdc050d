import type { SettingChange } from '#contract/live-edit.ts';
import { isObject } from '#contract/objects.ts';
import type { RunEvent } from '#contract/run.ts';
import { formatInteger } from '../../format/number.ts';
import { tSentence } from '../../messages/core-sentence.svelte.ts';
import { t } from '../../messages/messages.svelte.ts';
import { settingName, settingShown } from './setting-shown.ts';

/** What happened, in words; settings are called as the form calls them. */
export function eventText(event: RunEvent): string {
  const changes = changesOf(event);
  if (changes === null) return tSentence(event);
  return t('edit.told', {
    step: formatInteger(event.step),
    changes: changes
      .map(
        ({ path, before, after }) =>
          `${settingName(path)} ${settingShown(path, before)} → ${settingShown(path, after)}`,
      )
      .join(t('list.comma')),
  });
}

function changesOf({ kind, data }: RunEvent): readonly SettingChange[] | null {
  if (kind !== 'edited' || !isObject(data) || !Array.isArray(data['changes'])) return null;
  // Written by the core with the edit, whose type says so.
  return data['changes'] as readonly SettingChange[];
}
