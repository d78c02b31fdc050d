import type { FieldSpec, KindSpec } from './field.ts';

const warmupSteps: FieldSpec = { name: 'warmupSteps', type: 'integer', standard: 0 };

export const scheduleKinds: readonly KindSpec[] = [
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
    kind: 'polynomial',
    fields: [
      { name: 'power', type: 'number', standard: 1 },
      { name: 'final', type: 'number', standard: 0 },
      warmupSteps,
    ],
    formulas: [String.raw`\eta_t = \eta \left(f + (1 - f) \left(1 - \frac{t}{T}\right)^p\right)`],
  },
  {
    kind: 'cosine',
    fields: [{ name: 'final', type: 'number', standard: 0 }, warmupSteps],
    formulas: [String.raw`\eta_t = \eta \left(f + (1 - f) \frac{1 + \cos(\pi t / T)}{2}\right)`],
  },
  {
    kind: 'cosineRestarts',
    fields: [
      { name: 'everySteps', type: 'integer', start: 1000 },
      { name: 'growth', type: 'integer', standard: 1 },
      { name: 'final', type: 'number', standard: 0 },
      warmupSteps,
    ],
    formulas: [String.raw`\eta_t = \eta \left(f + (1 - f) \frac{1 + \cos(\pi u / k_i)}{2}\right)`],
  },
  {
    kind: 'oneCycle',
    fields: [
      { name: 'rise', type: 'number', standard: 0.3 },
      { name: 'startDivisor', type: 'number', standard: 25 },
      { name: 'endDivisor', type: 'number', standard: 10000 },
      warmupSteps,
    ],
    formulas: [String.raw`\eta_0 = \frac{\eta}{a}, \quad \eta_{r T} = \eta, \quad \eta_T = \frac{\eta}{a b}`],
  },
  {
    kind: 'plateau',
    fields: [
      { name: 'metric', type: 'text' },
      { name: 'factor', type: 'number', standard: 0.1 },
      { name: 'patience', type: 'integer', standard: 10 },
      { name: 'threshold', type: 'number', standard: 1e-4 },
      { name: 'cooldown', type: 'integer', standard: 0 },
      { name: 'least', type: 'number', standard: 0 },
      warmupSteps,
    ],
    formulas: [String.raw`\eta_{t+1} = \op{max}(f \eta_t, \eta_{\op{min}})`],
  },
];
