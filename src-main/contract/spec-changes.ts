import { followKinds } from './changed-kind.ts';
import { CodedError } from './errors.ts';

/** A JSON document on its way to being a training spec. */
export type SpecDocument = Record<string, unknown>;

/**
 * A document with values put at paths such as `optimizer.learningRate` or `model.hidden.0`; null takes what is there
 * out. Giving one of epochs and steps takes the other out, since a training has one of them; another kind of a part takes
 * out what it does not know. Throws `invalid_input`
 * for a path into something that holds nothing.
 */
export function withChanges(
  document: Readonly<SpecDocument>,
  changes: Iterable<readonly [path: string, value: unknown]>,
): SpecDocument {
  const changed: SpecDocument = copied(document);
  const given = new Set<string>();
  for (const [path, value] of changes) {
    setAt(changed, path, value);
    if (value !== null) given.add(path);
  }
  if (given.has('epochs') && !given.has('steps')) delete changed['steps'];
  if (given.has('steps') && !given.has('epochs')) delete changed['epochs'];
  return followKinds(document, changed, given);
}

function copied<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(copied)
    : Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, copied(item)]));
  // A copy has the type of what it was made from.
  return copy as Value;
}

function setAt(document: SpecDocument, path: string, value: unknown): void {
  const keys = path.split('.');
  let place: unknown = document;
  for (const [depth, key] of keys.entries()) {
    if (['', '__proto__', 'constructor', 'prototype'].includes(key)) {
      throw new CodedError('invalid_input', `${path}: "${key}" is no setting.`);
    }
    if (typeof place !== 'object' || place === null) {
      throw new CodedError(
        'invalid_input',
        `${path}: "${keys.slice(0, depth).join('.')}" holds a value, not settings.`,
      );
    }
    // Arrays are objects whose keys are positions.
    const holder = place as SpecDocument;
    if (depth === keys.length - 1) put(holder, key, value);
    else {
      if (holder[key] === undefined && value === null) return;
      holder[key] ??= {};
      place = holder[key];
    }
  }
}

function put(holder: SpecDocument, key: string, value: unknown): void {
  if (value !== null) holder[key] = value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}
