import * as v from 'valibot';
import type { InputIssue } from '../errors.ts';
import type { LayerSummary } from '../result.ts';
import { read } from './method.ts';

export const specMethods = {
  /** Checks a document against the schema and, when it fits, against its data: never throws for what is wrong in it. */
  'specs.check': read(v.strictObject({ spec: v.unknown() })).returns<{
    readonly issues: readonly InputIssue[];
    /** Null while there are issues. */
    readonly plan: SpecPlan | null;
  }>(),
};

/** What a spec amounts to, before anything starts. */
export interface SpecPlan {
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly trainRows: number;
  readonly validationRows: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}
