import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileKernels } from '../../../src-main/engine/tensor/kernels/build.ts';

describe('the committed kernels', () => {
  it.each(['relaxed', 'simd'] as const)('are what their sources compile to: %s', async (variant) => {
    const file = new URL(`../../../src-main/engine/tensor/kernels/${variant}.wasm`, import.meta.url);
    const compiled = await compileKernels(variant);
    expect(Buffer.from(compiled).equals(readFileSync(file))).toBe(true);
  });
});
