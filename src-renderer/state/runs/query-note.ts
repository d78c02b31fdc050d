import { t, tMaybe } from '../../messages/messages.svelte.ts';
import { metricName } from '../metric-name.ts';
import { paramName } from '../param-name.ts';
import type { Completion } from './query-completion.ts';

/** What a name of the query language is called elsewhere in the window, or what it is. */
export function queryNote({ text, kind }: Completion): string {
  const rest = text.slice(text.indexOf('.') + 1).replaceAll('`', '');
  switch (kind) {
    case 'metric': {
      const known = metricName(rest);
      return known === rest ? t('query.kind.metric') : known;
    }
    case 'param':
      return paramName(rest)?.full ?? t('query.kind.param');
    case 'field':
      return tMaybe(`query.field.${text}`, tMaybe(`runs.column.${text}`, ''));
    case 'tag':
      return t('query.kind.tag');
    case 'value':
    case 'word':
      return '';
  }
}
