import * as v from 'valibot';
import { count, number, share } from './numbers.ts';

export const activations = ['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'] as const;
export const activationSchema = v.picklist(activations);
export type Activation = v.InferOutput<typeof activationSchema>;

const activation = v.optional(activationSchema);
const name = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z][\w-]{0,63}$/, 'has to begin with a letter and hold letters, digits, _ and - only'),
  ),
);

/** Of a batch norm: how much of every batch goes into the moving averages. */
const movingShare = v.optional(
  v.pipe(number, v.gtValue(0, 'has to be above 0'), v.maxValue(1, 'has to be at most 1')),
);

const convolutionEntries = {
  kernel: v.optional(count(1), 3),
  stride: v.optional(count(1), 1),
  /** `same` keeps height and width (divided by the stride); `valid` uses whole windows only. */
  padding: v.optional(v.picklist(['same', 'valid']), 'same'),
  activation,
  name,
};

const recurrentEntries = {
  units: count(1),
  /** The states of all positions, or only the last one. */
  returns: v.optional(v.picklist(['sequence', 'last']), 'sequence'),
  name,
};

/** A residual layer holds layers itself, so that its type has to be written out. */
export type LayerSpec = v.InferOutput<(typeof plainLayers)[number]> | ResidualSpec;
export interface ResidualSpec {
  layer: 'residual';
  layers: LayerSpec[];
  activation?: Activation | undefined;
  name?: string | undefined;
}
export type LayerSpecInput = v.InferInput<(typeof plainLayers)[number]> | ResidualSpecInput;
export interface ResidualSpecInput {
  layer: 'residual';
  layers: LayerSpecInput[];
  activation?: Activation | undefined;
  name?: string | undefined;
}

const plainLayers = [
  v.strictObject({ layer: v.literal('dense'), units: count(1), activation, name }),
  v.strictObject({ layer: v.literal('activation'), activation: activationSchema, name }),
  v.strictObject({ layer: v.literal('dropout'), rate: share, name }),
  v.strictObject({ layer: v.literal('batchNorm'), movingShare, name }),
  v.strictObject({ layer: v.literal('layerNorm'), name }),
  v.strictObject({ layer: v.literal('groupNorm'), groups: v.optional(count(1), 8), name }),
  v.strictObject({ layer: v.literal('convolution'), filters: count(1), ...convolutionEntries }),
  /** One kernel for every channel by itself. */
  v.strictObject({ layer: v.literal('depthwise'), ...convolutionEntries }),
  v.strictObject({
    layer: v.literal('pool'),
    pool: v.optional(v.picklist(['max', 'average']), 'max'),
    size: v.optional(count(1), 2),
    name,
  }),
  /** One number for every channel. */
  v.strictObject({
    layer: v.literal('globalPool'),
    pool: v.optional(v.picklist(['max', 'average']), 'average'),
    name,
  }),
  v.strictObject({ layer: v.literal('flatten'), name }),
  v.strictObject({
    layer: v.literal('reshape'),
    shape: v.pipe(v.array(count(1)), v.minLength(1), v.maxLength(3)),
    name,
  }),
  /** Every column of a table as a vector of its own, and one more that sums them up, at position 0. */
  v.strictObject({ layer: v.literal('featureTokens'), width: count(1), name }),
  /** Character ids to vectors, or those of the columns of a step "embed", beside the numbers. */
  v.strictObject({ layer: v.literal('embedding'), width: count(1), name }),
  /** Adds a learned vector to every position. */
  v.strictObject({ layer: v.literal('positions'), name }),
  v.strictObject({ layer: v.literal('rnn'), ...recurrentEntries }),
  v.strictObject({ layer: v.literal('lstm'), ...recurrentEntries }),
  v.strictObject({ layer: v.literal('gru'), ...recurrentEntries }),
  /** Self-attention with its four projections; in a text no position sees a later one. */
  v.strictObject({ layer: v.literal('attention'), heads: v.optional(count(1), 4), name }),
] as const;

/** Its layers, plus what went in; a projection where the shapes differ. */
const residual: v.GenericSchema<ResidualSpecInput, ResidualSpec> = v.strictObject({
  layer: v.literal('residual'),
  layers: v.pipe(
    v.array(v.lazy(() => layerSpecSchema)),
    v.minLength(1, 'a residual layer needs at least one layer inside'),
  ),
  activation,
  name,
});

export const layerSpecSchema: v.GenericSchema<LayerSpecInput, LayerSpec> = v.variant('layer', [
  ...plainLayers,
  // A variant reads the literal of each option; the type above hides it, since it names itself.
  residual as unknown as (typeof plainLayers)[0],
]) as unknown as v.GenericSchema<LayerSpecInput, LayerSpec>;

export const layerKinds: readonly string[] = [
  ...plainLayers.map((schema) => schema.entries.layer.literal),
  'residual',
];
