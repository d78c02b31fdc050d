import * as v from 'valibot';
import { modelSpecSchema, type ModelSpec } from '#contract/training.ts';
import type { ModelInput } from '../../../src-main/engine/model/model.ts';

export interface Shape {
  readonly model: ModelSpec;
  readonly input: ModelInput;
  readonly batch: number;
}

const digits = { shape: [784], outputs: 10, kind: 'columns' } as const;

/** The trainings that every engine does, and below those of a GPU; pytorch.py builds the same. */
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

/** What a GPU has to do enough of to be measured; only where there is one. */
export const gpuShapes: Readonly<Record<string, Shape>> = {
  mlp2048: { model: model({ kind: 'mlp', hidden: [2048, 2048] }), input: digits, batch: 128 },
  cnn32: {
    model: model({ kind: 'cnn', blocks: [{ filters: 32 }, { filters: 64 }], dense: [128] }),
    input: { kind: 'image', shape: [32, 32, 3], outputs: 10 },
    batch: 256,
  },
  transformer512: {
    model: model({ kind: 'transformer', width: 512, heads: 8, layers: 6, contextLength: 256 }),
    input: { kind: 'text', shape: [256], outputs: 96 },
    batch: 16,
  },
};

function model(document: v.InferInput<typeof modelSpecSchema>): ModelSpec {
  return v.parse(modelSpecSchema, document);
}
