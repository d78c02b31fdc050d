import * as v from 'valibot';
import { count, share } from './numbers.ts';

const activationSchema = v.picklist(['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish']);
export type Activation = v.InferOutput<typeof activationSchema>;

export const modelSpecSchema = v.variant('kind', [
  /** Linear or, with a classification loss, softmax/logistic regression. */
  v.strictObject({ kind: v.literal('linear'), bias: v.optional(v.boolean(), true) }),
  v.strictObject({
    kind: v.literal('mlp'),
    hidden: v.pipe(v.array(count(1)), v.maxLength(100)),
    activation: v.optional(activationSchema, 'relu'),
    dropout: v.optional(share, 0),
  }),
  /** Blocks of convolution, activation and max-pooling, then dense layers. Needs the step "image". */
  v.strictObject({
    kind: v.literal('cnn'),
    blocks: v.pipe(
      v.array(
        v.strictObject({
          filters: count(1),
          kernel: v.optional(count(1), 3),
          /** Side of the pooling window; 1 is no pooling. */
          pool: v.optional(count(1), 2),
        }),
      ),
      v.minLength(1, 'a CNN needs at least one block'),
    ),
    dense: v.optional(v.array(count(1)), [64]),
    activation: v.optional(activationSchema, 'relu'),
    dropout: v.optional(share, 0),
  }),
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
]);
export type ModelSpec = v.InferOutput<typeof modelSpecSchema>;
