import { t, tMaybe } from '../messages/messages.svelte.ts';

export interface ParamName {
  /** As the field of the form is called; for a column of a table. */
  readonly short: string;
  /** With the part of the form that it is in. */
  readonly full: string;
}

/**
 * A param as the form calls it: `optimizer.learningRate` is "Learning rate η", in full "Optimizer · Learning rate η".
 * Null where the form has no name for it, as for a column of the user's own data.
 */
export function paramName(path: string): ParamName | null {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return alone(tMaybe(`field.${first}`, tMaybe(`new.${first}`, '')));
  if (path === 'dataset.target') return alone(t('new.target'));
  if (first === 'dataset' && rest[0] !== 'split' && rest[0] !== 'image' && rest.length > 1) return null;
  const part = tMaybe(`part.${first}`, '');
  if (part === '') return null;
  if (first === 'preprocessing') {
    const [place = '', field = '', ...more] = rest;
    const step = `${part} ${Number(place) + 1}`;
    return field === 'step' ? alone(step) : within(step, [field, ...more]);
  }
  if (first === 'dataset') {
    const inner = rest.length > 1 ? rest.slice(1) : rest;
    return within(part, inner[0] === 'value' ? ['splitValue'] : inner);
  }
  return rest.length === 1 && rest[0] === 'kind' ? alone(part) : within(part, rest);
}

/** A field of a part, or one of the entries of a list in it, counted from 1. */
function within(part: string, [field = '', entry, ...more]: readonly string[]): ParamName | null {
  const name = tMaybe(`field.${field}`, '');
  if (name === '' || more.length > 0 || (entry !== undefined && !/^\d+$/.test(entry))) return null;
  const short = entry === undefined ? name : `${name} ${Number(entry) + 1}`;
  return { short, full: `${part} · ${short}` };
}

function alone(name: string): ParamName | null {
  return name === '' ? null : { short: name, full: name };
}
