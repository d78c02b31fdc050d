import type { ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { attend } from './layer/attention.ts';
import { activate, dense, dropOut } from './layer/basic.ts';
import { takeSummary, tokenise } from './layer/features.ts';
import { chain, type Layer } from './layer/layer.ts';
import { normaliseLayer } from './layer/norm.ts';
import { residual } from './layer/residual.ts';
import { assemble } from './layers.ts';
import type { Model, ModelInput } from './model.ts';

type EncoderSpec = Extract<ModelSpec, { kind: 'transformerEncoder' }>;

/**
 * A transformer over the columns of a table (FT-Transformer, Gorishniy et al. 2021): each column is a token, all see
 * all, and the prediction is made of one more token that sums the row up, after a norm and a rectifier. Layer norm comes
 * before attention and before the dense part, but not before the first attention, as there; the dense part is GELU.
 * Throws `invalid_input` for an image, and for a width that the heads cannot share.
 */
export function buildTransformerEncoder(spec: EncoderSpec, input: ModelInput): Model {
  if (input.kind !== 'columns') {
    throw inputError('model.kind', say('model.encoderImages'), 'cnn');
  }
  const { width, heads } = spec;
  if (width % heads !== 0) {
    throw inputError('model.heads', say('model.heads', { width, heads }));
  }
  const [columns = 1] = input.shape;
  const inner = spec.feedForward ?? 4 * width;
  const shape = [columns + 1, width];
  const layers: Layer[] = [tokenise('tokens', columns, input.ids ?? [], width)];
  for (let layer = 1; layer <= spec.layers; layer++) {
    const name = `block${layer}`;
    layers.push(
      added(name, 'attended', shape, [
        ...(layer === 1 ? [] : [normaliseLayer(`${name}/norm1`, shape)]),
        attend(name, shape, heads, false),
        ...dropped(`${name}/projection`, shape, spec.dropout),
      ]),
      added(name, 'expanded', shape, [
        normaliseLayer(`${name}/norm2`, shape),
        dense(`${name}/expand`, shape, inner, 'gelu'),
        dense(`${name}/contract`, [columns + 1, inner], width, null),
        ...dropped(`${name}/contract`, shape, spec.dropout),
      ]),
    );
  }
  layers.push(
    { plans: [], outputShape: [width], apply: takeSummary },
    normaliseLayer('norm', [width]),
    activate('activation', [width], 'relu'),
    dense('output', [width], input.outputs, null),
  );
  const whole = chain(layers, input.shape);
  return {
    ...assemble(whole.plans),
    forward: (weights, x, pass) => whole.apply(x, weights, pass),
  };
}

function added(block: string, name: string, shape: readonly number[], inner: readonly Layer[]): Layer {
  const layer = residual(`${block}/${name}`, shape, chain(inner, shape), null);
  if (layer === null) throw new Error('a block keeps its shape');
  return layer;
}

function dropped(name: string, shape: readonly number[], rate: number): Layer[] {
  return rate > 0 ? [dropOut(name, shape, rate)] : [];
}
