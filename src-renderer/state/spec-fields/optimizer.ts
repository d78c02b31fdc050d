import type { FieldSpec, KindSpec } from './field.ts';

const learningRate = (start: number): FieldSpec => ({ name: 'learningRate', type: 'number', start });
const number = (name: string, standard: number): FieldSpec => ({ name, type: 'number', standard });
const clipping: readonly FieldSpec[] = [
  { name: 'clipNorm', type: 'number' },
  { name: 'clipArrayNorm', type: 'number' },
  { name: 'clipValue', type: 'number' },
];
/** Weight decay is added to the gradient, to that of every weight. */
const coupled: readonly FieldSpec[] = [
  number('weightDecay', 0),
  { name: 'weightDecayExcept', type: 'words' },
  ...clipping,
];
/** Weight decay shrinks the weights themselves, biases and norms excepted. */
const decoupled = (weightDecay: number): readonly FieldSpec[] => [
  number('weightDecay', weightDecay),
  { name: 'weightDecayExcept', type: 'words', standard: 'biases, norms' },
  ...clipping,
];
const betas = (beta2: number): readonly FieldSpec[] => [number('beta1', 0.9), number('beta2', beta2)];
const moments = (epsilon: number): readonly FieldSpec[] => [...betas(0.999), number('epsilon', epsilon)];
const mean = String.raw`m_{t+1} = \beta_1 m_t + (1 - \beta_1) g_t`;
const squares = String.raw`v_{t+1} = \beta_2 v_t + (1 - \beta_2) g_t^2`;

export const optimizerKinds: readonly KindSpec[] = [
  {
    kind: 'sgd',
    fields: [learningRate(0.01), ...coupled],
    formulas: [String.raw`\theta_{t+1} = \theta_t - \eta g_t`],
  },
  {
    kind: 'momentum',
    fields: [
      learningRate(0.01),
      number('momentum', 0.9),
      { name: 'nesterov', type: 'boolean', standard: false },
      ...coupled,
    ],
    formulas: [String.raw`v_{t+1} = \mu v_t + g_t`, String.raw`\theta_{t+1} = \theta_t - \eta v_{t+1}`],
  },
  {
    kind: 'adagrad',
    fields: [learningRate(0.01), number('epsilon', 1e-10), ...coupled],
    formulas: [
      String.raw`s_{t+1} = s_t + g_t^2`,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{g_t}{\sqrt{s_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'rmsprop',
    fields: [
      learningRate(0.001),
      number('decay', 0.99),
      number('epsilon', 1e-8),
      number('momentum', 0),
      ...coupled,
    ],
    formulas: [
      String.raw`s_{t+1} = \rho s_t + (1 - \rho) g_t^2`,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{g_t}{\sqrt{s_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'adadelta',
    fields: [learningRate(1), number('decay', 0.9), number('epsilon', 1e-6), ...coupled],
    formulas: [
      String.raw`s_{t+1} = \rho s_t + (1 - \rho) g_t^2`,
      String.raw`d_t = \frac{\sqrt{u_t + \epsilon}}{\sqrt{s_{t+1} + \epsilon}} g_t`,
      String.raw`u_{t+1} = \rho u_t + (1 - \rho) d_t^2, \quad \theta_{t+1} = \theta_t - \eta d_t`,
    ],
  },
  {
    kind: 'adam',
    fields: [learningRate(0.001), ...moments(1e-8), ...coupled],
    formulas: [
      mean,
      squares,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{\hat{m}_{t+1}}{\sqrt{\hat{v}_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'amsgrad',
    fields: [learningRate(0.001), ...moments(1e-8), ...coupled],
    formulas: [
      mean,
      squares,
      String.raw`u_{t+1} = \op{max}(u_t, v_{t+1}), \quad \theta_{t+1} = \theta_t - \eta \frac{\hat{m}_{t+1}}{\sqrt{\hat{u}_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'adamw',
    fields: [learningRate(0.001), ...moments(1e-8), ...decoupled(0.01)],
    formulas: [
      mean,
      squares,
      String.raw`\theta_{t+1} = (1 - \eta \lambda) \theta_t - \eta \frac{\hat{m}_{t+1}}{\sqrt{\hat{v}_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'adamax',
    fields: [learningRate(0.002), ...moments(1e-8), ...coupled],
    formulas: [
      mean,
      String.raw`u_{t+1} = \op{max}(\beta_2 u_t, |g_t| + \epsilon), \quad \theta_{t+1} = \theta_t - \eta \frac{\hat{m}_{t+1}}{u_{t+1}}`,
    ],
  },
  {
    kind: 'nadam',
    fields: [learningRate(0.002), ...moments(1e-8), number('momentumDecay', 0.004), ...coupled],
    formulas: [
      mean,
      squares,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{\mu \hat{m}_{t+1} + (1 - \mu) \hat{g}_t}{\sqrt{\hat{v}_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'radam',
    fields: [learningRate(0.001), ...moments(1e-8), ...coupled],
    formulas: [
      mean,
      squares,
      String.raw`\theta_{t+1} = \theta_t - \eta r_t \frac{\hat{m}_{t+1}}{\sqrt{\hat{v}_{t+1}} + \epsilon}`,
    ],
  },
  {
    kind: 'lamb',
    fields: [learningRate(0.002), ...moments(1e-6), ...decoupled(0.01)],
    formulas: [
      String.raw`r_t = \frac{\hat{m}_{t+1}}{\sqrt{\hat{v}_{t+1}} + \epsilon} + \lambda \theta_t`,
      String.raw`\theta_{t+1} = \theta_t - \eta \frac{|\theta_t|}{|r_t|} r_t`,
    ],
  },
  {
    kind: 'lion',
    fields: [learningRate(0.0001), ...betas(0.99), ...decoupled(0)],
    formulas: [
      String.raw`c_t = \beta_1 m_t + (1 - \beta_1) g_t, \quad m_{t+1} = \beta_2 m_t + (1 - \beta_2) g_t`,
      String.raw`\theta_{t+1} = (1 - \eta \lambda) \theta_t - \eta \op{sign}(c_t)`,
    ],
  },
  {
    kind: 'adafactor',
    fields: [
      learningRate(0.01),
      number('decayPower', 0.8),
      number('epsilon', 1e-30),
      number('leastScale', 1e-3),
      number('clipUpdate', 1),
      ...decoupled(0),
    ],
    formulas: [
      String.raw`\hat{v}_{ij} = \frac{r_i c_j}{\sum_k r_k}, \quad u_t = \frac{g_t}{\sqrt{\hat{v}_t}}`,
      String.raw`\theta_{t+1} = \theta_t - \op{max}(\epsilon_2, \op{RMS}(\theta_t)) \op{min}\left(\eta, \frac{1}{\sqrt{t}}\right) u_t`,
    ],
  },
  {
    kind: 'lbfgs',
    fields: [
      { ...learningRate(1), standard: 1 },
      { name: 'history', type: 'integer', standard: 10 },
      {
        name: 'lineSearch',
        type: 'choice',
        choices: ['strongWolfe', 'fixed'],
        standard: 'strongWolfe',
      },
      number('weightDecay', 0),
      { name: 'weightDecayExcept', type: 'words' },
    ],
    formulas: [String.raw`\theta_{t+1} = \theta_t - \eta_t H_t g_t`],
  },
];
