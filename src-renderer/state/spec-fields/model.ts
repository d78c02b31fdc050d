import type { FieldSpec, KindSpec } from './field.ts';

const activation: FieldSpec = {
  name: 'activation',
  type: 'choice',
  choices: ['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'],
  standard: 'relu',
};
const dropout: FieldSpec = { name: 'dropout', type: 'number', standard: 0 };

export const modelKinds: readonly KindSpec[] = [
  {
    kind: 'linear',
    fields: [{ name: 'bias', type: 'boolean', standard: true }],
    formulas: [String.raw`\hat{y} = W x + b`],
  },
  {
    kind: 'mlp',
    fields: [{ name: 'hidden', type: 'integers', start: [32] }, activation, dropout],
    formulas: [String.raw`h_{l+1} = \sigma(W_l h_l + b_l), \quad h_0 = x`],
  },
  {
    kind: 'cnn',
    fields: [
      { name: 'blocks', type: 'blocks', start: [{ filters: 16 }, { filters: 32 }] },
      { name: 'dense', type: 'integers', standard: '64' },
      activation,
      dropout,
    ],
    formulas: [String.raw`h_{ijk} = \sigma\left(\sum_{u,v,c} K_{uvck} x_{i+u,j+v,c} + b_k\right)`],
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
];
