import { nearest } from '#contract/parse.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { ParameterSpec } from '../model/model.ts';

/** Whether a name of the spec means a weight array: its own, its layer's, or "biases" or "norms", which are all of them. */
export function covers(
  name: string,
  parameter: Pick<ParameterSpec, 'name' | 'role'>,
  all: readonly ParameterSpec[],
): boolean {
  if (name === 'biases') return parameter.role === 'bias';
  // A norm is what has gains.
  if (name === 'norms')
    return all.some((other) => other.role === 'gain' && layerOf(other.name) === layerOf(parameter.name));
  return parameter.name === name || parameter.name.startsWith(`${name}/`);
}

/** Throws `invalid_input` at the first of the names that means nothing in the model. */
export function checkNamed(
  path: string,
  names: readonly string[],
  parameters: readonly ParameterSpec[],
): void {
  for (const [index, name] of names.entries()) {
    if (name === 'biases' || name === 'norms') continue;
    if (parameters.some((parameter) => covers(name, parameter, parameters))) continue;
    const layers = [...new Set(parameters.map((parameter) => layerOf(parameter.name)))];
    throw inputError(
      `${path}.${index}`,
      say('plan.noSuchPart', { name, layers }),
      nearest(name, ['biases', 'norms', ...layers]),
    );
  }
}

/** The layer of a weight array: "block1/attention" of "block1/attention/weights". */
export function layerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/'))) || name;
}
