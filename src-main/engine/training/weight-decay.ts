import { nearest } from '#contract/parse.ts';
import type { OptimizerSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import type { ParameterSpec } from '../model/model.ts';

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
  for (const [index, exception] of weightDecayExcept.entries()) {
    if (exception === 'biases' || exception === 'norms') continue;
    if (parameters.some((parameter) => covers(exception, parameter, parameters))) continue;
    const layers = [...new Set(parameters.map(({ name }) => layerOf(name)))];
    throw inputError(
      `optimizer.weightDecayExcept.${index}`,
      `The model has no layer or weights named "${exception}". Write "biases", "norms" or one of ${layers.join(', ')}.`,
      nearest(exception, ['biases', 'norms', ...layers]),
    );
  }
}

function covers(exception: string, { name, role }: ParameterSpec, all: readonly ParameterSpec[]): boolean {
  if (exception === 'biases') return role === 'bias';
  // A norm is what has gains.
  if (exception === 'norms')
    return all.some((other) => other.role === 'gain' && layerOf(other.name) === layerOf(name));
  return name === exception || name.startsWith(`${exception}/`);
}

function layerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/'))) || name;
}
