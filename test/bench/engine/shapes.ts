import * as v from 'valibot';
import { modelSpecSchema, type ModelSpec } from '#contract/training.ts';
import type { ModelInput } from '../../../src-main/engine/model/model.ts';

export interface Shape {
  readonly model: ModelSpec;
  readonly input: ModelInput;
  readonly batch: number;
}

const digits = { shape: [784], outputs: 10, kind: 'columns' } as const;

/** The trainings that every engine does; pytorch.py builds the same. */
export const shapes: Readonly<Record<string, Shape>> = {
  mlp128: { model: model({ kind: 'mlp', hidden: [128, 128] }), input: digits, batch: 128 },
  mlp512: { model: model({ kind: 'mlp', hidden: [512, 512] }), input: digits, batch: 128 },
  cnn: {
    model: model({ kind: 'cnn', blocks: [{ filters: 16 }, { filters: 32 }], dense: [64] }),
    input: { kind: 'image', shape: [28, 28, 1], outputs: 10 },
    batch: 64,
  },
  transformer: {
    model: model({ kind: 'transformer', width: 128, heads: 4, layers: 2, contextLength: 64 }),
    input: { kind: 'text', shape: [64], outputs: 96 },
    batch: 16,
  },
};

function model(document: v.InferInput<typeof modelSpecSchema>): ModelSpec {
  return v.parse(modelSpecSchema, document);
}
