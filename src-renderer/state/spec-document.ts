import { isObject } from '#contract/objects.ts';
/**
 * The training spec as the form and the JSON beside it edit it: plain JSON that may still be wrong. Nothing here
 * knows the schema; what is wrong is said by the core.
 */

/** Value at a path such as `optimizer.learningRate` or `preprocessing.0.step`; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const key of keysOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A copy with the value at a path replaced; undefined removes the key. Objects on the way are made. */
export function withValue(document: unknown, path: string, value: unknown): unknown {
  const [key, ...rest] = keysOf(path);
  if (key === undefined) return value;
  if (Array.isArray(document) && /^\d+$/.test(key)) {
    const copy: unknown[] = [...(document as readonly unknown[])];
    const next = withValue(copy[Number(key)], rest.join('.'), value);
    if (next === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = next;
    return copy;
  }
  const object = isObject(document) ? document : {};
  const next = withValue(object[key], rest.join('.'), value);
  if (next === undefined) return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  return { ...object, [key]: next };
}

/** A copy with the items `from` and `to` of a list swapped in place: one moves, the others close up. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  if (from < 0 || from >= list.length || to < 0 || to >= list.length) return list;
  const copy = [...list];
  copy.splice(to, 0, ...copy.splice(from, 1));
  return copy;
}

/**
 * JSON as people write it: two spaces, and what fits into `width` on one line. Keys keep their order, so that an
 * edited document does not jump. `indent` and `before` say what stands on the line already.
 */
export function formatJson(value: unknown, width = 36, indent = '', before = 0): string {
  const flat = oneLine(value);
  if (indent.length + before + flat.length <= width || typeof value !== 'object' || value === null)
    return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => inner + formatJson(item, width, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => {
          const name = `${JSON.stringify(key)}: `;
          return inner + name + formatJson(item, width, inner, name.length);
        });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`).join(', ')} }`;
}

function keysOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('.');
}
