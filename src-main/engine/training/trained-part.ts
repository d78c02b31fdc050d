import type { AdapterSpec, TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { sizeOf, type Model, type ParameterSpec } from '../model/model.ts';
import { checkNamed, covers, layerOf } from './named-layers.ts';

/** What of a model the optimizer moves, and what stays as it begins. */
export interface TrainedPart {
  /** In the order of the model, adapters last. */
  readonly trained: readonly ParameterSpec[];
  readonly fixed: readonly ParameterSpec[];
  readonly adapters: readonly Adapter[];
}

/** Added to a fixed matrix [inputs, outputs]: scale · down [inputs, rank] · up [rank, outputs]. */
export interface Adapter {
  readonly target: ParameterSpec;
  readonly down: ParameterSpec;
  readonly up: ParameterSpec;
  readonly scale: number;
}

/**
 * Throws `invalid_input` where a name of the spec means nothing in the model, and where nothing is left to train.
 * `isGiven` tells which arrays another run gave: beside adapters, a layer that begins anew is trained whole.
 */
export function trainedPart(
  { freeze, adapter }: Pick<TrainingSpec, 'freeze' | 'adapter'>,
  model: Pick<Model, 'parameters' | 'layers'>,
  isGiven: (name: string) => boolean,
): TrainedPart {
  const { parameters } = model;
  if (adapter !== undefined) {
    const adapters = adaptersOf(adapter, model, isGiven);
    const fresh = parameters.filter(({ name }) => !isGiven(name));
    return {
      trained: [...fresh, ...adapters.flatMap(({ down, up }) => [down, up])],
      fixed: parameters.filter(({ name }) => isGiven(name)),
      adapters,
    };
  }
  const names = freeze ?? [];
  checkNamed('freeze', names, parameters);
  const isFixed = (parameter: ParameterSpec): boolean =>
    names.some((name) => covers(name, parameter, parameters));
  const trained = parameters.filter((parameter) => !isFixed(parameter));
  if (trained.length > 0) return { trained, fixed: parameters.filter(isFixed), adapters: [] };
  throw inputError('freeze', say('plan.allFrozen'));
}

function adaptersOf(
  { rank, alpha, layers }: AdapterSpec,
  { parameters, layers: summaries }: Pick<Model, 'parameters' | 'layers'>,
  isGiven: (name: string) => boolean,
): readonly Adapter[] {
  checkNamed('adapter.layers', layers ?? [], parameters);
  const embeddings = new Set(summaries.filter(({ kind }) => kind === 'embedding').map(({ name }) => name));
  const chosen = (parameter: ParameterSpec): boolean =>
    layers === undefined
      ? !embeddings.has(layerOf(parameter.name))
      : layers.some((name) => covers(name, parameter, parameters));
  const fits = ({ shape }: ParameterSpec): boolean => {
    const [inputs, outputs] = matrixOf(shape);
    return shape.length > 1 && rank < Math.min(inputs, outputs);
  };
  const targets = parameters.filter(
    (parameter) =>
      parameter.role === 'weights' && isGiven(parameter.name) && chosen(parameter) && fits(parameter),
  );
  if (targets.length > 0) return targets.map((target) => adapterOf(target, rank, alpha));
  throw inputError('adapter.rank', say('plan.rankTooLarge', { rank }));
}

/** As in the paper: the first begins at random, the second at zero, so that nothing is changed at the start. */
function adapterOf(target: ParameterSpec, rank: number, alpha: number): Adapter {
  const [inputs, outputs] = matrixOf(target.shape);
  return {
    target,
    scale: alpha / rank,
    down: {
      name: `${target.name}/lora/down`,
      shape: [inputs, rank],
      role: 'weights',
      fanIn: inputs,
      fanOut: rank,
      initializer: { kind: 'uniform', limit: 1 / Math.sqrt(inputs) },
    },
    up: {
      name: `${target.name}/lora/up`,
      shape: [rank, outputs],
      role: 'weights',
      fanIn: rank,
      fanOut: outputs,
      initializer: { kind: 'zeros' },
    },
  };
}

/** A kernel [side, side, channels, filters] is the matrix [side · side · channels, filters]. */
export function matrixOf(shape: readonly number[]): readonly [number, number] {
  return [sizeOf(shape.slice(0, -1)), shape.at(-1) ?? 1];
}

/** Whether a weight array, by its name in a checkpoint, is of an adapter: merged into another, it predicts nothing. */
export function isAdapterArray(name: string): boolean {
  return /\/lora\/(down|up)$/.test(name);
}
