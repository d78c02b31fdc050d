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
    kind: 'cosine',
    fields: [{ name: 'final', type: 'number', standard: 0 }, warmupSteps],
    formulas: [String.raw`\eta_t = \eta \left(f + (1 - f) \frac{1 + \cos(\pi t / T)}{2}\right)`],
  },
];
