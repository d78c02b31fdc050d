import type * as v from 'valibot';

/** `read` never changes anything and may go to any reader; `write` may. */
export type Access = 'read' | 'write';

export interface Method<S extends v.GenericSchema, O, A extends Access = Access> {
  readonly access: A;
  readonly input: S;
  /** Never set: carries the output's type. */
  readonly output?: O;
}

/** Declares a method: `read(schema).returns<Output>()`. */
export function read<S extends v.GenericSchema>(input: S): { returns: <O>() => Method<S, O, 'read'> } {
  return { returns: () => ({ access: 'read', input }) };
}

export function write<S extends v.GenericSchema>(input: S): { returns: <O>() => Method<S, O, 'write'> } {
  return { returns: () => ({ access: 'write', input }) };
}
