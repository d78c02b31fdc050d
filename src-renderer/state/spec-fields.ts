/**
 * The form of the training spec as one table: which kinds each part has and which fields each kind. The form draws
 * what stands here; a test holds it against the contract's schema. A field without `start` may be left out, and
 * `standard` is what the core takes then.
 */
export type FieldType =
  'number' | 'integer' | 'integers' | 'boolean' | 'choice' | 'columns' | 'blocks' | 'shape';

export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  /** Written into the spec when the kind is chosen, because it is required. */
  readonly start?: unknown;
  readonly standard?: string | number | boolean;
  readonly choices?: readonly string[];
}

export interface KindSpec {
  readonly kind: string;
  readonly fields: readonly FieldSpec[];
  /** For Formula.svelte; the same in every language. */
  readonly formulas?: readonly string[];
}

export type PartName = 'model' | 'initializer' | 'loss' | 'optimizer' | 'schedule';

const activation: FieldSpec = {
  name: 'activation',
  type: 'choice',
  choices: ['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'],
  standard: 'relu',
};
const dropout: FieldSpec = { name: 'dropout', type: 'number', standard: 0 };
const learningRate = (start: number): FieldSpec => ({ name: 'learningRate', type: 'number', start });
const weightDecay = (standard: number): FieldSpec => ({ name: 'weightDecay', type: 'number', standard });
const clipNorm: FieldSpec = { name: 'clipNorm', type: 'number' };
const warmupSteps: FieldSpec = { name: 'warmupSteps', type: 'integer', standard: 0 };
const betas: readonly FieldSpec[] = [
  { name: 'beta1', type: 'number', standard: 0.9 },
  { name: 'beta2', type: 'number', standard: 0.999 },
];
const epsilon = (standard: number): FieldSpec => ({ name: 'epsilon', type: 'number', standard });
const adamMoments = [
  String.raw`m_{t+1} = \beta_1 m_t + (1 - \beta_1) g_t`,
  String.raw`v_{t+1} = \beta_2 v_t + (1 - \beta_2) g_t^2`,
] as const;

export const parts: Readonly<Record<PartName, readonly KindSpec[]>> = {
  model: [
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
  ],
  initializer: [
    { kind: 'zeros', fields: [], formulas: ['W = 0'] },
    { kind: 'constant', fields: [{ name: 'value', type: 'number', start: 0.1 }], formulas: ['W = c'] },
    {
      kind: 'uniform',
      fields: [{ name: 'limit', type: 'number', standard: 0.05 }],
      formulas: [String.raw`W \sim U(-a, a)`],
    },
    {
      kind: 'normal',
      fields: [{ name: 'standardDeviation', type: 'number', standard: 0.02 }],
      formulas: [String.raw`W \sim N(0, \sigma^2)`],
    },
    {
      kind: 'truncatedNormal',
      fields: [{ name: 'standardDeviation', type: 'number', standard: 0.02 }],
      formulas: [String.raw`W \sim N(0, \sigma^2), \quad |W| \le 2 \sigma`],
    },
    {
      kind: 'glorotUniform',
      fields: [],
      formulas: [String.raw`W \sim U(-a, a), \quad a = \sqrt{\frac{6}{n_{\op{in}} + n_{\op{out}}}}`],
    },
    {
      kind: 'glorotNormal',
      fields: [],
      formulas: [String.raw`W \sim N\left(0, \frac{2}{n_{\op{in}} + n_{\op{out}}}\right)`],
    },
    {
      kind: 'heUniform',
      fields: [],
      formulas: [String.raw`W \sim U(-a, a), \quad a = \sqrt{\frac{6}{n_{\op{in}}}}`],
    },
    { kind: 'heNormal', fields: [], formulas: [String.raw`W \sim N\left(0, \frac{2}{n_{\op{in}}}\right)`] },
    {
      kind: 'lecunUniform',
      fields: [],
      formulas: [String.raw`W \sim U(-a, a), \quad a = \sqrt{\frac{3}{n_{\op{in}}}}`],
    },
    {
      kind: 'lecunNormal',
      fields: [],
      formulas: [String.raw`W \sim N\left(0, \frac{1}{n_{\op{in}}}\right)`],
    },
  ],
  loss: [
    {
      kind: 'meanSquaredError',
      fields: [],
      formulas: [String.raw`L = \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2`],
    },
    {
      kind: 'meanAbsoluteError',
      fields: [],
      formulas: [String.raw`L = \frac{1}{n} \sum_i |\hat{y}_i - y_i|`],
    },
    {
      kind: 'huber',
      fields: [{ name: 'delta', type: 'number', standard: 1 }],
      formulas: [
        String.raw`|r| \le \delta: \quad \frac{1}{2} r^2`,
        String.raw`|r| > \delta: \quad \delta \left(|r| - \frac{1}{2} \delta\right)`,
      ],
    },
    {
      kind: 'crossEntropy',
      fields: [{ name: 'labelSmoothing', type: 'number', standard: 0 }],
      formulas: [String.raw`L = -\frac{1}{n} \sum_i \log \thin \op{softmax}(z_i)_{y_i}`],
    },
  ],
  optimizer: [
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
  ],
  schedule: [
    { kind: 'constant', fields: [warmupSteps], formulas: [String.raw`\eta_t = \eta`] },
    {
      kind: 'step',
      fields: [
        { name: 'everySteps', type: 'integer', start: 1000 },
        { name: 'factor', type: 'number', start: 0.5 },
        warmupSteps,
      ],
      formulas: [String.raw`\eta_t = \eta f^{\lfloor t / k \rfloor}`],
    },
    {
      kind: 'exponential',
      fields: [{ name: 'decay', type: 'number', start: 0.999 }, warmupSteps],
      formulas: [String.raw`\eta_t = \eta \gamma^t`],
    },
    {
      kind: 'cosine',
      fields: [{ name: 'final', type: 'number', standard: 0 }, warmupSteps],
      formulas: [String.raw`\eta_t = \eta \left(f + (1 - f) \frac{1 + \cos(\pi t / T)}{2}\right)`],
    },
  ],
};

/** Steps of preprocessing by their `step`. */
export const preprocessingKinds: readonly KindSpec[] = [
  {
    kind: 'impute',
    fields: [
      { name: 'with', type: 'choice', choices: ['mean', 'median', 'constant'], standard: 'mean' },
      { name: 'constant', type: 'number' },
      { name: 'columns', type: 'columns' },
    ],
  },
  { kind: 'standardise', fields: [{ name: 'columns', type: 'columns' }] },
  { kind: 'minMax', fields: [{ name: 'columns', type: 'columns' }] },
  {
    kind: 'scale',
    fields: [
      { name: 'divideBy', type: 'number', start: 255 },
      { name: 'columns', type: 'columns' },
    ],
  },
  { kind: 'oneHot', fields: [{ name: 'columns', type: 'columns' }] },
  { kind: 'image', fields: [{ name: 'shape', type: 'shape', start: [28, 28, 1] }] },
  { kind: 'characters', fields: [{ name: 'minCount', type: 'integer', standard: 1 }] },
];

export const budgetFields: readonly FieldSpec[] = [
  { name: 'seed', type: 'integer', standard: 0 },
  { name: 'evaluateEverySteps', type: 'integer' },
  {
    name: 'engine',
    type: 'choice',
    choices: ['auto', 'embedded', 'javascript', 'native', 'cuda'],
    standard: 'auto',
  },
];

/**
 * The part as it becomes when another kind is chosen: fields that both kinds have keep their values, required ones
 * begin with their start.
 */
export function withKind(
  kinds: readonly KindSpec[],
  old: unknown,
  kind: string,
  discriminator = 'kind',
): Readonly<Record<string, unknown>> {
  const fields = kinds.find((known) => known.kind === kind)?.fields ?? [];
  const kept = typeof old === 'object' && old !== null ? (old as Readonly<Record<string, unknown>>) : {};
  const part: Record<string, unknown> = { [discriminator]: kind };
  for (const { name, start } of fields) {
    const value = kept[name] ?? start;
    if (value !== undefined) part[name] = value;
  }
  return part;
}
