import type { FieldSpec, KindSpec } from './field.ts';

const learningRate = (start: number): FieldSpec => ({ name: 'learningRate', type: 'number', start });
const weightDecay = (standard: number): FieldSpec => ({ name: 'weightDecay', type: 'number', standard });
const clipNorm: FieldSpec = { name: 'clipNorm', type: 'number' };
const betas: readonly FieldSpec[] = [
  { name: 'beta1', type: 'number', standard: 0.9 },
  { name: 'beta2', type: 'number', standard: 0.999 },
];
const epsilon = (standard: number): FieldSpec => ({ name: 'epsilon', type: 'number', standard });
const adamMoments = [
  String.raw`m_{t+1} = \beta_1 m_t + (1 - \beta_1) g_t`,
  String.raw`v_{t+1} = \beta_2 v_t + (1 - \beta_2) g_t^2`,
] as const;

export const optimizerKinds: readonly KindSpec[] = [
  {
    kind: 'sgd',
    fields: [learningRate(0.01), weightDecay(0), clipNorm],
    formulas: [String.raw`\theta_{t+1} = \theta_t - \eta g_t`],
  },
  {
    kind: 'momentum',
    fields: [
      learningRate(0.01),
      { name: 'momentum', type: 'number', standard: 0.9 },
      { name: 'nesterov', type: 'boolean', standard: false },
      weightDecay(0),
      clipNorm,
    ],
    formulas: [String.raw`v_{t+1} = \mu v_t + g_t`, String.raw`\theta_{t+1} = \theta_t - \eta v_{t+1}`],
  },
  {
    kind: 'adagrad',
    fields: [learningRate(0.01), epsilon(1e-10), weightDecay(0), clipNorm],
    formulas: [
      String.raw`s_{t+1} = s_t + g_t^2`,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{g_t}{\sqrt{s_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'rmsprop',
    fields: [
      learningRate(0.001),
      { name: 'decay', type: 'number', standard: 0.99 },
      epsilon(1e-8),
      { name: 'momentum', type: 'number', standard: 0 },
      weightDecay(0),
      clipNorm,
    ],
    formulas: [
      String.raw`s_{t+1} = \rho s_t + (1 - \rho) g_t^2`,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{g_t}{\sqrt{s_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'adam',
    fields: [learningRate(0.001), ...betas, epsilon(1e-8), weightDecay(0), clipNorm],
    formulas: [
      ...adamMoments,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{\hat{m}_{t+1}}{\sqrt{\hat{v}_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'adamw',
    fields: [learningRate(0.001), ...betas, epsilon(1e-8), weightDecay(0.01), clipNorm],
    formulas: [
      ...adamMoments,
      String.raw`\theta_{t+1} = (1 - \eta \lambda) \theta_t - \eta \frac{\hat{m}_{t+1}}{\sqrt{\hat{v}_{t+1}} + \epsilon}`,
    ],
  },
];
