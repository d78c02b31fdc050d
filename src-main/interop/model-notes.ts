import type { ModelSpec, TrainingSpec } from '#contract/training.ts';

export interface ArrayShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What each kind of array means, for those that the model has. */
export function arrayNotes(arrays: readonly ArrayShape[]): readonly string[] {
  const ends = (ending: string, rank?: number): boolean =>
    arrays.some(({ name, shape }) => name.endsWith(ending) && (rank === undefined || shape.length === rank));
  const isOf = (layer: RegExp): boolean => arrays.some(({ name }) => layer.test(name));
  return [
    ...(ends('/weights', 2)
      ? [
          "Dense layers: weights [inputs, outputs], y = x @ weights + bias. PyTorch's nn.Linear keeps the transpose: linear.weight.data = weights.T",
        ]
      : []),
    ...(ends('/weights', 4)
      ? [
          'Convolutions: weights [height, width, channels in, channels out] on images [rows, height, width, channels], padded so that the size stays ("same"). PyTorch\'s nn.Conv2d: conv.weight.data = weights.permute(3, 2, 0, 1), images permute(0, 3, 1, 2); permute back before you flatten.',
        ]
      : []),
    ...(ends('/gain')
      ? [
          'Norms: (x - mean) / sqrt(variance + 1e-5) * gain + bias. Batch norm: mean and variance are in the file.',
        ]
      : []),
    ...(isOf(/^(lstm|gru|rnn)\d*\//)
      ? [
          'Recurrent layers: all gates side by side, x @ weights + bias + h @ recurrent. lstm: i, f, g, o; c = f*c + i*g, h = o*tanh(c). gru: r, z, n; n = tanh(x + r*(h @ recurrent + recurrentBias)), h = (1 - z)*n + z*h. rnn: tanh.',
        ]
      : []),
    ...(isOf(/(^|\/)attention\//)
      ? [
          'Attention: attention/weights gives queries, keys and values side by side, each cut into heads; softmax(q @ k.T / sqrt(head width)) @ v, then projection.',
        ]
      : []),
    ...(isOf(/^(embedding|positions)\//) ? ['Embeddings: row i is the vector of id i.'] : []),
  ];
}

/** Python that computes the outputs of a model whose layers stand in a row; null where words have to do. */
export function forwardPython(model: ModelSpec, arrays: readonly ArrayShape[]): readonly string[] | null {
  const has = (name: string): boolean => arrays.some((array) => array.name === name);
  const line = (layer: string, activation: string | null): string => {
    const product = `x @ w["${layer}/weights"]${has(`${layer}/bias`) ? ` + w["${layer}/bias"]` : ''}`;
    return activation === null ? `    return ${product}` : `    x = ${activation}(${product})`;
  };
  if (model.kind === 'linear') return ['def outputs(x):', line('linear', null)];
  if (model.kind !== 'mlp' || arrays.some(({ name }) => /\/(gain|variance)$|embed/.test(name))) return null;
  const { activation } = model;
  return [
    `def activation(x):  # ${activation}`,
    `    return ${activationPython[activation]}`,
    '',
    '',
    'def outputs(x):',
    ...model.hidden.map((_, index) => line(`dense${index + 1}`, 'activation')),
    line('output', null),
  ];
}

type MlpActivation = Extract<ModelSpec, { kind: 'mlp' }>['activation'];
const activationPython: Readonly<Record<MlpActivation, string>> = {
  relu: 'np.maximum(x, 0)',
  leakyRelu: 'np.where(x > 0, x, 0.01 * x)',
  elu: 'np.where(x > 0, x, np.expm1(x))',
  tanh: 'np.tanh(x)',
  sigmoid: '1 / (1 + np.exp(-x))',
  swish: 'x / (1 + np.exp(-x))',
  gelu: '0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))',
};

/** How the numbers that come out become the answer. */
export function answerNotes(loss: TrainingSpec['loss'], target: TargetNotes): readonly string[] {
  switch (target.kind) {
    case 'text':
      return ['The outputs are a logit for each token of the vocabulary, for the one that comes next.'];
    case 'inputs':
      return [
        'The outputs are the inputs again, in the same units; how far off they are is the error of the row.',
      ];
    case 'class':
      return loss.kind === 'binaryCrossEntropy'
        ? [
            `One output per row: the logit of the class "${target.classes[1] ?? ''}"; its probability is 1 / (1 + exp(-output)).`,
          ]
        : [
            `One output per class, in this order: ${target.classes.map((name) => JSON.stringify(name)).join(', ')}. The largest is the answer; softmax makes them probabilities.`,
          ];
    case 'number':
      return [
        ...(loss.kind === 'poisson'
          ? ['The output is the logarithm of the prediction: y = exp(output).']
          : []),
        ...(loss.kind === 'binaryCrossEntropy' ? ['The output is a logit: y = 1 / (1 + exp(-output)).'] : []),
        ...(target.shift === 0 && target.divideBy === 1
          ? []
          : [`Back to the units of "${target.name}": y * ${target.divideBy} + ${target.shift}.`]),
        ...(target.logarithm === true ? ['The target was learned as log(1 + y): then exp(y) - 1.'] : []),
      ];
  }
}

/** What is predicted, as it stands in preprocessing.json. */
export type TargetNotes =
  | { readonly kind: 'class'; readonly name: string; readonly classes: readonly string[] }
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly logarithm?: boolean;
      readonly shift: number;
      readonly divideBy: number;
    }
  | { readonly kind: 'inputs'; readonly name: string }
  | { readonly kind: 'text' };
