import type { Params } from '#contract/param.ts';
import type { SearchSpaceInput } from '#contract/sweep.ts';

/** A function whose minimum is known, over a space. */
export interface TestFunction {
  readonly name: string;
  readonly space: SearchSpaceInput;
  readonly minimum: number;
  value(params: Params): number;
}

function numberOf(params: Params, name: string): number {
  const value = params[name];
  return typeof value === 'number' ? value : Number.NaN;
}

function cube(dimensions: number, low: number, high: number): SearchSpaceInput {
  return Object.fromEntries(
    Array.from({ length: dimensions }, (_, index) => [`x${index}`, { type: 'float' as const, low, high }]),
  );
}

function pointOf(params: Params): number[] {
  return Object.keys(params).map((name) => numberOf(params, name));
}

const branin: TestFunction = {
  name: 'branin',
  space: { x1: { type: 'float', low: -5, high: 10 }, x2: { type: 'float', low: 0, high: 15 } },
  minimum: 0.397887,
  value: (params) => {
    const [x1, x2] = [numberOf(params, 'x1'), numberOf(params, 'x2')];
    const bent = x2 - (5.1 / (4 * Math.PI ** 2)) * x1 ** 2 + (5 / Math.PI) * x1 - 6;
    return bent ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) + 10;
  },
};

const rosenbrock5: TestFunction = {
  name: 'rosenbrock5',
  space: cube(5, -5, 10),
  minimum: 0,
  value: (params) => {
    const x = pointOf(params);
    return x.slice(0, -1).reduce((sum, own, index) => {
      return sum + 100 * ((x[index + 1] ?? 0) - own ** 2) ** 2 + (1 - own) ** 2;
    }, 0);
  },
};

const bestRate: Readonly<Record<string, number>> = { adam: -3, sgd: -1.5, rmsprop: -3.5 };
const ofOptimizer: Readonly<Record<string, number>> = { adam: 0, sgd: 0.25, rmsprop: 0.4 };
const ofActivation: Readonly<Record<string, number>> = { gelu: 0, relu: 0.1, tanh: 0.3 };

const mixed5: TestFunction = {
  name: 'mixed5',
  space: {
    lr: { type: 'float', low: 1e-5, high: 1, log: true },
    wd: { type: 'float', low: 1e-6, high: 1e-1, log: true },
    layers: { type: 'int', low: 1, high: 8 },
    opt: { type: 'categorical', choices: ['adam', 'sgd', 'rmsprop'] },
    act: { type: 'categorical', choices: ['relu', 'tanh', 'gelu'] },
  },
  minimum: 0,
  value: (params) => {
    const opt = String(params['opt']);
    const u = Math.log10(numberOf(params, 'lr')) - (bestRate[opt] ?? 0);
    const w = Math.log10(numberOf(params, 'wd')) + 3.5;
    const v = numberOf(params, 'layers') - 5;
    return (
      u ** 2 +
      0.5 * w ** 2 +
      0.08 * v ** 2 +
      0.05 * u * v +
      0.1 * (1 - Math.cos(4 * Math.PI * u)) +
      (ofOptimizer[opt] ?? 0) +
      (ofActivation[String(params['act'])] ?? 0)
    );
  },
};

const hartmann6: TestFunction = {
  name: 'hartmann6',
  space: cube(6, 0, 1),
  minimum: -3.32237,
  value: (params) => {
    const x = pointOf(params);
    const height = [1, 1.2, 3, 3.2];
    const sharpness = [
      [10, 3, 17, 3.5, 1.7, 8],
      [0.05, 10, 17, 0.1, 8, 14],
      [3, 3.5, 1.7, 10, 17, 8],
      [17, 8, 0.05, 10, 0.1, 14],
    ];
    const centre = [
      [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
      [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
      [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
      [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];
    return -height.reduce((sum, own, i) => {
      const distance = x.reduce(
        (all, value, j) => all + (sharpness[i]?.[j] ?? 0) * (value - (centre[i]?.[j] ?? 0)) ** 2,
        0,
      );
      return sum + own * Math.exp(-distance);
    }, 0);
  },
};

const ackley10: TestFunction = {
  name: 'ackley10',
  space: cube(10, -32.768, 32.768),
  minimum: 0,
  value: (params) => {
    const x = pointOf(params);
    const squares = x.reduce((sum, own) => sum + own ** 2, 0) / x.length;
    const waves = x.reduce((sum, own) => sum + Math.cos(2 * Math.PI * own), 0) / x.length;
    return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E;
  },
};

/** Learning rate and momentum of one optimizer or another: a space with conditions and a bowl in each part. */
const conditional: TestFunction = {
  name: 'conditional',
  space: {
    opt: { type: 'categorical', choices: ['sgd', 'adam'] },
    lr: { type: 'float', low: 1e-5, high: 1, log: true },
    momentum: { type: 'float', low: 0, high: 0.999, when: { param: 'opt', is: 'sgd' } },
    beta: { type: 'float', low: 0.5, high: 0.999, when: { param: 'opt', is: 'adam' } },
    layers: { type: 'int', low: 1, high: 6 },
    width: { type: 'int', low: 8, high: 512, log: true, when: { param: 'layers', atLeast: 2 } },
  },
  minimum: 0,
  value: (params) => {
    const lr = Math.log10(numberOf(params, 'lr'));
    const layers = numberOf(params, 'layers');
    const ofLayers = 0.1 * (layers - 3) ** 2;
    const ofWidth = layers < 2 ? 0.3 : 0.4 * Math.log10(numberOf(params, 'width') / 100) ** 2;
    return params['opt'] === 'sgd'
      ? 0.1 + (lr + 1) ** 2 + 2 * (numberOf(params, 'momentum') - 0.9) ** 2 + ofLayers + ofWidth
      : (lr + 2.5) ** 2 + 4 * (numberOf(params, 'beta') - 0.9) ** 2 + ofLayers + ofWidth;
  },
};

/** The first three are those of the reference; the others see to it that nothing is tuned to them. */
export const testFunctions: readonly TestFunction[] = [
  branin,
  rosenbrock5,
  mixed5,
  hartmann6,
  ackley10,
  conditional,
];
