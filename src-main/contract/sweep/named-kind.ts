import * as v from 'valibot';

/** Takes a kind by its name alone as well: `"tpe"` is `{"kind": "tpe"}`, everything else left at its default. */
export function namedKind<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.unknown(),
    v.transform((given) => (typeof given === 'string' ? { kind: given } : given)),
    schema,
  );
}
