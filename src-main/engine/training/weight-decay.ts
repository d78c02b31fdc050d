import type { OptimizerSpec } from '#contract/training.ts';
import type { ParameterSpec } from '../model/model.ts';
import { checkNamed, covers } from './named-layers.ts';

/** Whether weight decay applies to a weight array: not to what `weightDecayExcept` names. */
export function isDecayed(
  { weightDecayExcept = [] }: OptimizerSpec,
  parameter: ParameterSpec,
  all: readonly ParameterSpec[],
): boolean {
  return !weightDecayExcept.some((exception) => covers(exception, parameter, all));
}

/** Throws `invalid_input` for an exception that names nothing in the model. */
export function checkWeightDecay(
  { weightDecayExcept = [] }: OptimizerSpec,
  parameters: readonly ParameterSpec[],
): void {
  checkNamed('optimizer.weightDecayExcept', weightDecayExcept, parameters);
}
