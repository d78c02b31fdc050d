import * as v from 'valibot';

/** A chosen input, typed. Nested settings are flattened to paths: `optimizer.learningRate`, `model.hidden.0`. */
export const paramValueSchema = v.union([v.number(), v.string(), v.boolean(), v.null()]);
export type ParamValue = v.InferOutput<typeof paramValueSchema>;
export type Params = Readonly<Record<string, ParamValue>>;

/** Flattens a JSON document to params by path. Empty arrays and objects leave no param. */
export function flattenParams(value: unknown, prefix = ''): Record<string, ParamValue> {
  if (value === null || typeof value !== 'object') {
    // Only JSON documents come here: what is not an object is a number, a string, a boolean or null.
    return value === undefined ? {} : { [prefix]: value as ParamValue };
  }
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  const params: Record<string, ParamValue> = Object.create(null) as Record<string, ParamValue>;
  for (const [key, item] of entries) {
    Object.assign(params, flattenParams(item, prefix === '' ? String(key) : `${prefix}.${key}`));
  }
  return params;
}
