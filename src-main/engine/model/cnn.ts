import type { Activation, ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { activate, dense, dropOut, reshape } from './layer/basic.ts';
import { convolve, convolveDepthwise, pool, poolGlobally, type ImageShape } from './layer/image.ts';
import { chain, type Layer } from './layer/layer.ts';
import { fittingGroups, normaliseBatch, normaliseGroups, normaliseLayer } from './layer/norm.ts';
import { residual } from './layer/residual.ts';
import { assemble } from './layers.ts';
import { sizeOf, type Model, type ModelInput } from './model.ts';

type CnnSpec = Extract<ModelSpec, { kind: 'cnn' }>;
type Block = CnnSpec['blocks'][number];

const defaultGroups = 8;

/**
 * Blocks of convolution, norm, activation and pooling, then dense layers. A residual block has two convolutions with
 * their norms, and its activation after the sum (He et al. 2016). Throws `invalid_input` without an image, or when
 * nothing is left of it to pool.
 */
export function buildCnn(spec: CnnSpec, input: ModelInput): Model {
  if (input.kind !== 'image') {
    throw inputError('preprocessing', say('model.cnnNeedsImages'));
  }
  const [height = 1, width = 1, channels = 1] = input.shape;
  const layers: Layer[] = [];
  let shape: ImageShape = [height, width, channels];
  for (const [index, block] of spec.blocks.entries()) {
    layers.push(blockLayer(spec, block, index + 1, shape));
    shape = [shape[0], shape[1], block.filters];
    if (block.pool === 1) continue;
    if (shape[0] < block.pool || shape[1] < block.pool) {
      throw inputError(
        `model.blocks.${index}.pool`,
        say('model.pool', { block: index + 1, pool: block.pool, height: shape[0], width: shape[1] }),
      );
    }
    layers.push(pool(`pool${index + 1}`, shape, spec.pooling ?? 'max', block.pool));
    shape = [Math.floor(shape[0] / block.pool), Math.floor(shape[1] / block.pool), block.filters];
  }
  layers.push(
    spec.head === 'globalAverage'
      ? poolGlobally('globalPool', shape, 'average')
      : reshape('flatten', 'flatten', [sizeOf(shape)]),
  );
  let columns: readonly number[] = layers.at(-1)?.outputShape ?? [];
  for (const [index, units] of spec.dense.entries()) {
    layers.push(dense(`dense${index + 1}`, columns, units, spec.activation));
    columns = [units];
    if (spec.dropout > 0) layers.push(dropOut(`dense${index + 1}`, columns, spec.dropout));
  }
  layers.push(dense('output', columns, input.outputs, null));
  const whole = chain(layers, input.shape);
  return {
    ...assemble(whole.plans),
    forward: (weights, x, pass) => whole.apply(x, weights, pass),
  };
}

function blockLayer(spec: CnnSpec, block: Block, number: number, input: ImageShape): Layer {
  if (block.residual !== true) {
    return convolutionLayer(
      spec,
      block,
      { name: '', number: String(number), activation: spec.activation },
      input,
    );
  }
  const name = `block${number}/`;
  const middle: ImageShape = [input[0], input[1], block.filters];
  const inner = chain(
    [
      convolutionLayer(spec, block, { name, number: '1', activation: spec.activation }, input),
      convolutionLayer(spec, block, { name, number: '2', activation: null }, middle),
    ],
    input,
  );
  const layer = residual(`block${number}`, input, inner, spec.activation);
  if (layer === null) throw new Error('a residual block keeps height and width');
  return layer;
}

/** Convolution, its norm if there is one, its activation if it has one. */
function convolutionLayer(
  spec: CnnSpec,
  { filters, kernel, depthwise }: Block,
  { name, number, activation }: { name: string; number: string; activation: Activation | null },
  input: ImageShape,
): Layer {
  const normed = spec.norm !== undefined && spec.norm !== 'none';
  const place = { stride: 1, padding: 'same' as const };
  // Without a norm in between, the activation is part of the convolution.
  const own = { ...place, activation: normed ? null : activation, towards: spec.activation };
  const output: ImageShape = [input[0], input[1], filters];
  const layers: Layer[] =
    depthwise === true
      ? [
          convolveDepthwise(`${name}depthwise${number}`, input, { ...own, activation: null, kernel }),
          convolve(`${name}convolution${number}`, input, filters, { ...own, kernel: 1 }),
        ]
      : [convolve(`${name}convolution${number}`, input, filters, { ...own, kernel })];
  if (normed) {
    layers.push(normLayer(spec, `${name}norm${number}`, output));
    if (activation !== null) layers.push(activate(`${name}activation${number}`, output, activation));
  }
  return chain(layers, input);
}

function normLayer(spec: CnnSpec, name: string, shape: ImageShape): Layer {
  switch (spec.norm) {
    case 'batch':
      return normaliseBatch(name, shape);
    case 'layer':
      return normaliseLayer(name, shape);
    default:
      return normaliseGroups(name, shape, groupsOf(spec, shape[2]));
  }
}

function groupsOf({ groups }: CnnSpec, channels: number): number {
  if (groups === undefined) return fittingGroups(channels, defaultGroups);
  if (channels % groups === 0) return groups;
  throw inputError(
    'model.groups',
    say('model.groups', { channels, groups, fitting: fittingGroups(channels, groups) }),
    String(fittingGroups(channels, groups)),
  );
}
