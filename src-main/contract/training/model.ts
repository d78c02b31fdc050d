import * as v from 'valibot';
import { activationSchema, layerSpecSchema } from './layers.ts';
import { count, share } from './numbers.ts';

/** What keeps the numbers between two layers in range. */
const norm = v.optional(v.picklist(['none', 'batch', 'layer', 'group']));

/** Learned positions and layers over characters. */
const recurrentEntries = {
  contextLength: v.optional(count(2), 64),
  layers: v.optional(count(1), 1),
  /** Units of the hidden state. */
  units: v.optional(count(1), 128),
  /** Width of the vector that stands for a character; as many as units when left out. */
  embedding: v.optional(count(1)),
  dropout: v.optional(share, 0),
};

export const modelSpecSchema = v.variant('kind', [
  /** Linear or, with a classification loss, softmax/logistic regression. */
  v.strictObject({ kind: v.literal('linear'), bias: v.optional(v.boolean(), true) }),
  v.strictObject({
    kind: v.literal('mlp'),
    hidden: v.optional(v.pipe(v.array(count(1)), v.maxLength(100)), [32]),
    activation: v.optional(activationSchema, 'relu'),
    norm: v.optional(v.picklist(['none', 'batch', 'layer'])),
    /** Width of the vectors of categories after a step "embed"; half of their number, at most 50, when left out. */
    embeddingWidth: v.optional(count(1)),
    dropout: v.optional(share, 0),
  }),
  /** Blocks of convolution, activation and pooling, then dense layers. Needs the step "image". */
  v.strictObject({
    kind: v.literal('cnn'),
    blocks: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            filters: count(1),
            kernel: v.optional(count(1), 3),
            /** Side of the pooling window; 1 is no pooling. */
            pool: v.optional(count(1), 2),
            /** Two convolutions around which the input goes straight on (He et al. 2016). */
            residual: v.optional(v.boolean()),
            /** A kernel for each channel, then one number for each pair of channels (Howard et al. 2017). */
            depthwise: v.optional(v.boolean()),
          }),
        ),
        v.minLength(1, 'a CNN needs at least one block'),
      ),
      [{ filters: 16 }, { filters: 32 }],
    ),
    norm,
    /** Channels are normalised in so many groups; 8 when left out, or fewer where they do not fit. */
    groups: v.optional(count(1)),
    pooling: v.optional(v.picklist(['max', 'average'])),
    /** How the image becomes numbers: all of it in a row, or the mean of every channel. */
    head: v.optional(v.picklist(['flatten', 'globalAverage'])),
    dense: v.optional(v.array(count(1)), [64]),
    activation: v.optional(activationSchema, 'relu'),
    dropout: v.optional(share, 0),
  }),
  /** Recurrent networks over characters. */
  v.strictObject({ kind: v.literal('rnn'), ...recurrentEntries }),
  v.strictObject({ kind: v.literal('lstm'), ...recurrentEntries }),
  v.strictObject({ kind: v.literal('gru'), ...recurrentEntries }),
  /** Decoder-only transformer over characters, pre-norm. */
  v.strictObject({
    kind: v.literal('transformer'),
    contextLength: v.optional(count(2), 64),
    layers: v.optional(count(1), 2),
    heads: v.optional(count(1), 4),
    width: v.optional(count(1), 64),
    feedForward: v.optional(count(1)),
    dropout: v.optional(share, 0),
  }),
  /** Transformer encoder over the columns of a table, each of which is a token (Gorishniy et al. 2021), pre-norm. */
  v.strictObject({
    kind: v.literal('transformerEncoder'),
    layers: v.optional(count(1), 2),
    heads: v.optional(count(1), 4),
    width: v.optional(count(1), 32),
    /** Units of the dense part of every layer; four times the width when left out. */
    feedForward: v.optional(count(1)),
    dropout: v.optional(share, 0),
  }),
  /** Through few numbers and back: the target is the row itself. Needs no target among the columns. */
  v.strictObject({
    kind: v.literal('autoencoder'),
    /** Units on the way to the narrowest place, and in reverse order on the way back. */
    hidden: v.optional(v.pipe(v.array(count(1)), v.maxLength(100)), [32]),
    /** How many numbers a row is squeezed into. */
    latent: v.optional(count(1), 4),
    /** Of images: convolutions that halve the sides before, and double them after. */
    filters: v.optional(v.pipe(v.array(count(1)), v.maxLength(10))),
    activation: v.optional(activationSchema, 'relu'),
    dropout: v.optional(share, 0),
  }),
  /** A list of layers of one's own; the last dense layer, to the target, is added by itself. */
  v.strictObject({
    kind: v.literal('layers'),
    layers: v.pipe(v.array(layerSpecSchema), v.maxLength(500, 'has more than 500 layers')),
    /** Of text only. */
    contextLength: v.optional(count(2)),
  }),
]);
export type ModelSpec = v.InferOutput<typeof modelSpecSchema>;
