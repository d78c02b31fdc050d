import type * as v from 'valibot';
import { adviceMethods } from './advice.ts';
import { datasetMethods } from './datasets.ts';
import { engineMethods } from './engines.ts';
import { familyMethods } from './families.ts';
import type { Method } from './method.ts';
import { reportMethods } from './reports.ts';
import { runMethods } from './runs.ts';
import { specMethods } from './specs.ts';
import { sweepMethods } from './sweeps.ts';
import { systemMethods } from './system.ts';

/** Every method there is. Client, handlers and transports compute their types from this map. */
export const methods = {
  ...runMethods,
  ...familyMethods,
  ...sweepMethods,
  ...reportMethods,
  ...datasetMethods,
  ...specMethods,
  ...adviceMethods,
  ...engineMethods,
  ...systemMethods,
};

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller passes: defaults may be left out. */
export type MethodInput<M extends MethodName> = v.InferInput<Methods[M]['input']>;
/** What a handler gets: parsed, defaults filled in. */
export type ParsedInput<M extends MethodName> = v.InferOutput<Methods[M]['input']>;
export type MethodOutput<M extends MethodName> =
  Methods[M] extends Method<v.GenericSchema, infer O> ? O : never;

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
