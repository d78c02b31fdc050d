import { describe, expect, it } from 'vitest';
import { lossSpecSchema, layerKinds, modelSpecSchema, optimizerSpecSchema } from '#contract/training.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { differences, slopeError } from '../../support/conformance/check.ts';
import { subjects } from '../../support/conformance/index.ts';
import { lossCases } from '../../support/conformance/losses.ts';
import { layerCases, modelCases } from '../../support/conformance/models.ts';
import { optimizerCases } from '../../support/conformance/optimizers.ts';

const all = subjects();
const kindsOf = (schema: {
  readonly options: readonly { readonly entries: { readonly kind: { readonly literal: string } } }[];
}) => schema.options.map(({ entries }) => entries.kind.literal).sort();

describe('the conformance suite', () => {
  it('has cases of every layer, model, loss and optimizer', () => {
    expect(Object.keys(layerCases).sort()).toEqual([...layerKinds].sort());
    expect(Object.keys(modelCases).sort()).toEqual(kindsOf(modelSpecSchema));
    expect(Object.keys(lossCases).sort()).toEqual(kindsOf(lossSpecSchema));
    expect(Object.keys(optimizerCases).sort()).toEqual(kindsOf(optimizerSpecSchema));
  });
});

describe.each(['relaxed', 'simd'] as const)('the embedded engine (%s)', (variant) => {
  const open = () => openEngine('embedded', { variants: [variant] });

  it.each(all.map((subject) => [subject.name, subject] as const))(
    'gives what JavaScript gives: %s',
    async (_, subject) => {
      expect(await differences(subject, open)).toEqual([]);
    },
  );
});

describe.each(['embedded', 'javascript'] as const)('gradients on the engine "%s"', (engine) => {
  const smooth = all.filter(({ slope }) => slope !== undefined);

  it.each(smooth.map((subject) => [subject.name, subject] as const))(
    'are those of finite differences: %s',
    async (_, subject) => {
      expect(await slopeError(subject, () => openEngine(engine))).toBeLessThan(5e-3);
    },
  );
});
