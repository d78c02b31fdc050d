import type { FieldSpec, KindSpec } from './field.ts';

const activation: FieldSpec = {
  name: 'activation',
  type: 'choice',
  choices: ['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'],
  standard: 'relu',
};
const dropout: FieldSpec = { name: 'dropout', type: 'number', standard: 0 };
const norm = (...kinds: readonly string[]): FieldSpec => ({
  name: 'norm',
  type: 'choice',
  choices: ['none', ...kinds],
  unset: 'none',
});
const recurrent: readonly FieldSpec[] = [
  { name: 'contextLength', type: 'integer', standard: 64 },
  { name: 'layers', type: 'integer', standard: 1 },
  { name: 'units', type: 'integer', standard: 128 },
  { name: 'embedding', type: 'integer' },
  dropout,
];

export const modelKinds: readonly KindSpec[] = [
  {
    kind: 'linear',
    fields: [{ name: 'bias', type: 'boolean', standard: true }],
    formulas: [String.raw`\hat{y} = W x + b`],
  },
  {
    kind: 'mlp',
    fields: [
      { name: 'hidden', type: 'integers', start: [32], standard: '32' },
      activation,
      norm('batch', 'layer'),
      { name: 'embeddingWidth', type: 'integer' },
      dropout,
    ],
    formulas: [String.raw`h_{l+1} = \sigma(W_l h_l + b_l), \quad h_0 = x`],
  },
  {
    kind: 'cnn',
    fields: [
      {
        name: 'blocks',
        type: 'blocks',
        start: [{ filters: 16 }, { filters: 32 }],
        standard: 'object, object',
      },
      norm('batch', 'layer', 'group'),
      { name: 'groups', type: 'integer' },
      { name: 'pooling', type: 'choice', choices: ['max', 'average'], unset: 'max' },
      { name: 'head', type: 'choice', choices: ['flatten', 'globalAverage'], unset: 'flatten' },
      { name: 'dense', type: 'integers', standard: '64' },
      activation,
      dropout,
    ],
    formulas: [String.raw`h_{ijk} = \sigma\left(\sum_{u,v,c} K_{uvck} x_{i+u,j+v,c} + b_k\right)`],
  },
  { kind: 'rnn', fields: recurrent, formulas: [String.raw`h_t = \op{tanh}(W x_t + U h_{t-1} + b)`] },
  {
    kind: 'lstm',
    fields: recurrent,
    formulas: [
      String.raw`c_t = f_t c_{t-1} + i_t g_t, \quad h_t = o_t \op{tanh}(c_t)`,
      String.raw`i, f, o = \sigma(W x_t + U h_{t-1} + b), \quad g = \op{tanh}(W x_t + U h_{t-1} + b)`,
    ],
  },
  {
    kind: 'gru',
    fields: recurrent,
    formulas: [
      String.raw`h_t = (1 - z_t) n_t + z_t h_{t-1}`,
      String.raw`r, z = \sigma(W x_t + U h_{t-1} + b), \quad n = \op{tanh}(W x_t + b + r (U h_{t-1} + c))`,
    ],
  },
  {
    kind: 'transformer',
    fields: [
      { name: 'contextLength', type: 'integer', standard: 64 },
      { name: 'layers', type: 'integer', standard: 2 },
      { name: 'heads', type: 'integer', standard: 4 },
      { name: 'width', type: 'integer', standard: 64 },
      { name: 'feedForward', type: 'integer' },
      dropout,
    ],
    formulas: [String.raw`\op{attention}(Q, K, V) = \op{softmax}\left(\frac{Q K^T}{\sqrt{d}}\right) V`],
  },
  {
    kind: 'transformerEncoder',
    fields: [
      { name: 'layers', type: 'integer', standard: 2 },
      { name: 'heads', type: 'integer', standard: 4 },
      { name: 'width', type: 'integer', standard: 32 },
      { name: 'feedForward', type: 'integer' },
      dropout,
    ],
    formulas: [String.raw`t_j = x_j w_j + b_j, \quad \hat{y} = W f(t_0, t_1, t_2, …)_0 + b`],
  },
  {
    kind: 'autoencoder',
    fields: [
      { name: 'hidden', type: 'integers', start: [32], standard: '32' },
      { name: 'latent', type: 'integer', start: 4, standard: 4 },
      { name: 'filters', type: 'integers' },
      activation,
      dropout,
    ],
    formulas: [String.raw`z = f(x), \quad \hat{x} = g(z), \quad L = \frac{1}{n} \sum_i (\hat{x}_i - x_i)^2`],
  },
  {
    kind: 'layers',
    fields: [
      { name: 'layers', type: 'layers', start: [{ layer: 'dense', units: 32, activation: 'relu' }] },
      { name: 'contextLength', type: 'integer' },
    ],
    formulas: [String.raw`h_{l+1} = f_l(h_l), \quad \hat{y} = W h_L + b`],
  },
];
