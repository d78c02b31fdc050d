import { splitKey } from './run/chart-groups.ts';
import { tMaybe } from '../messages/messages.svelte.ts';

/** A metric as it is called everywhere: "Mean absolute error · Validation"; its key where it has no other name. */
export function metricName(key: string): string {
  const { split, name } = splitKey(key);
  const known = tMaybe(`metric.${name}`, '');
  if (known === '') return key;
  return split === '' ? known : `${known} · ${tMaybe(`metric.split.${split}`, split)}`;
}
