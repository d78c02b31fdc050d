import { describe, expect, it } from 'vitest';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { createMeasuredMemory } from '../../../src-main/api/measured-memory.ts';
import { sampleSpec } from '../../support/training.ts';

const spec = sampleSpec('digits-mlp');
// What is expected is made up here, and goes by nothing.
const plan = {} as SpecPlan;
const usage = (peakMemoryBytes: number) =>
  ({ kind: 'event', event: { kind: 'result', name: 'usage', value: { peakMemoryBytes } } }) as const;

describe('the memory that is reserved for a training', () => {
  it('is what is expected, until one like it was measured; then the most that was', () => {
    const memory = createMeasuredMemory(() => 1000);
    expect(memory.reserve(1, spec, plan)).toBe(1000);
    memory.hear(1, usage(1500));
    expect(memory.reserve(2, { ...spec, seed: 7, name: 'another', epochs: 3 }, plan)).toBe(1500);
    memory.hear(2, usage(700));
    expect(memory.reserve(3, spec, plan)).toBe(1500);
  });

  it('says nothing about a training of another size', () => {
    const memory = createMeasuredMemory(() => 1000);
    memory.reserve(1, spec, plan);
    memory.hear(1, usage(1500));
    expect(memory.reserve(2, { ...spec, batchSize: 64 }, plan)).toBe(1000);
    expect(memory.reserve(3, sampleSpec('digits-cnn'), plan)).toBe(1000);
  });
});
