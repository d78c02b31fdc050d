import { settingsGroup, type RunGroup } from '#contract/run-group.ts';
import { formatParam } from '../../format/param.ts';
import { t, tMaybe } from '../../messages/messages.svelte.ts';
import { paramName } from '../param-name.ts';
import { fieldValue } from './field-column.ts';

/** What runs are grouped by, as it is called elsewhere in the window. */
export function groupingName(by: string): string {
  if (by === settingsGroup) return t('runs.group.settings');
  const value = fieldValue(by);
  if (value?.kind !== 'field') return by;
  const { field } = value;
  if (field.of === 'param') return paramName(field.path)?.full ?? field.path;
  if (field.of === 'tag') return t('runs.group.tag', { tag: field.tag });
  return tMaybe(`runs.column.${by}`, tMaybe(`query.field.${by}`, by));
}

/** A group is called by what its runs have in common: their family or name where they are seeds of one training. */
export function groupName({ value, runs, fields }: RunGroup, by: string): string {
  if (by === settingsGroup) {
    const called = fields['family']?.same ?? fields['name']?.same;
    return typeof called === 'string' ? called : t('runs.group.like', { run: Math.min(...runs) });
  }
  if (typeof value === 'boolean')
    return t(value ? 'runs.group.with' : 'runs.group.without', { name: groupingName(by) });
  if (value === null) return t('runs.group.nothing', { name: groupingName(by) });
  if (by === 'state' && typeof value === 'string') return tMaybe(`state.${value}`, value);
  return formatParam(value);
}
