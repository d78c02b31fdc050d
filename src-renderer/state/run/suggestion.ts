import type { ParamValue } from '#contract/param.ts';
import type { RunDetail } from '#contract/run.ts';
import { isObject } from '#contract/objects.ts';
import { withValue } from '../spec-document.ts';

export interface SuggestedChange {
  readonly changes: readonly { readonly path: string; readonly value: ParamValue }[];
  /** The run's spec with the changes made. */
  readonly spec: unknown;
}

/** What a failed run's error suggests to change (`details.suggestion`: values by path of the spec); null if nothing. */
export function suggestedChange({ error, spec }: Pick<RunDetail, 'error' | 'spec'>): SuggestedChange | null {
  const suggestion = error?.details?.['suggestion'];
  if (!isObject(suggestion)) return null;
  const changes = Object.entries(suggestion).flatMap(([path, value]) =>
    isParamValue(value) ? [{ path, value }] : [],
  );
  if (changes.length === 0) return null;
  return {
    changes,
    spec: changes.reduce<unknown>((changed, { path, value }) => withValue(changed, path, value), spec),
  };
}

function isParamValue(value: unknown): value is ParamValue {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value);
}
