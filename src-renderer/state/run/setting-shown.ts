import { formatBytes } from '../../format/bytes.ts';
import { formatParam } from '../../format/param.ts';
import { formatDuration } from '../../format/time.ts';
import { t, tMaybe } from '../../messages/messages.svelte.ts';
import { paramName } from '../param-name.ts';

/** A setting as a person reads it: bytes and seconds in their units, a whole part as what is in it. */
export function settingShown(path: string, value: unknown): string {
  if (value === null || value === undefined) return t('edit.none');
  if (typeof value === 'number') {
    if (path.endsWith('Bytes')) return formatBytes(value);
    if (path === 'budget.seconds') return formatDuration(value * 1000);
    return formatParam(value);
  }
  if (typeof value !== 'object') return String(value);
  const inside = Object.entries(value).map(
    ([key, item]: [string, unknown]) => `${shortName(key)} ${settingShown(`${path}.${key}`, item)}`,
  );
  return inside.length === 0 ? '{}' : inside.join(t('list.comma'));
}

/** What a setting is called: as in the form, a whole part by its name, else by its path. */
export function settingName(path: string): string {
  const [part = '', key, ...deeper] = path.split('.');
  const isLimit = part === 'budget' && key !== undefined && deeper.length === 0;
  if (isLimit) return `${tMaybe(`part.${part}`, part)} · ${shortName(key)}`;
  return paramName(path)?.full ?? tMaybe(`part.${path}`, path);
}

/** Without the unit of the form: values are shown with theirs. */
function shortName(key: string): string {
  return tMaybe(`setting.${key}`, tMaybe(`field.${key}`, key));
}
