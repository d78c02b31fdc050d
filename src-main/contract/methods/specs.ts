import * as v from 'valibot';
import type { InputIssue } from '../errors.ts';
import type { Estimate, MemoryOffer, SpecProbe } from '../estimate.ts';
import type { ParamValue } from '../param.ts';
import type { LayerSummary } from '../result.ts';
import { trainingSpecSchema } from '../training.ts';
import type { Sentence } from '../sentence.ts';
import { read } from './method.ts';

export const specMethods = {
  /** Checks a document against the schema and, when it fits, against its data: never throws for what is wrong in it. */
  'specs.check': read(v.strictObject({ spec: v.unknown() })).returns<{
    readonly issues: readonly InputIssue[];
    /** Null while there are issues. */
    readonly plan: SpecPlan | null;
    /** What makes it fit where it needs more memory than is free. */
    readonly offers?: readonly MemoryOffer[];
  }>(),
  /**
   * Tries some steps out, thrown away afterwards, and says what the whole will need. Remembered by model, data and
   * batches. Throws `invalid_input` for a spec that cannot be used, and what the training itself would fail with.
   */
  'specs.probe': read(v.strictObject({ spec: trainingSpecSchema })).returns<{
    readonly plan: SpecPlan;
    /** Null where it would not fit into the memory that is free, so that nothing was tried. */
    readonly probe: SpecProbe | null;
    readonly estimate: Estimate;
    readonly offers: readonly MemoryOffer[];
  }>(),
};

/** What a spec amounts to, before anything starts. */
export interface SpecPlan {
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  /** Of what the optimizer moves, adapters among it, where that is not all. */
  readonly trainedCount?: number;
  readonly trainRows: number;
  readonly validationRows: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Additions and multiplications of one step of training. */
  readonly flopsPerStep: number;
  /** Of one checkpoint, by arithmetic. */
  readonly checkpointBytes: number;
  /** What the training is expected to need, and the memory that is free now; told by `specs.check`. */
  readonly estimate?: Estimate;
  /** What the rows take as they are kept during training, where that is told. */
  readonly dataBytes?: number;
  readonly availableBytes?: number;
  /** What a person should know before it starts: rows left out, leakage that can be seen. */
  readonly warnings?: readonly Sentence[];
  /** What preprocessing makes of the first training rows, step by step; a step "image" only gives a shape. */
  readonly preview?: readonly StepPreview[];
  /** Of text: what its tokenizer makes of it. */
  readonly tokens?: TextTokens;
}

/** A text cut into tokens: how many of what there are, and its beginning in pieces. */
export interface TextTokens {
  /** characters, bytes, words or tokens. */
  readonly kind: string;
  /** Ids that there are, with that of the unknown. */
  readonly vocabulary: number;
  readonly trainTokens: number;
  readonly heldTokens: number;
  readonly trainCharacters: number;
  /** Of the training text in UTF-8. */
  readonly trainBytes: number;
  /** Of the tokens held out. */
  readonly unknownShare: number;
  readonly pieces: readonly { readonly text: string; readonly unknown?: boolean }[];
}

/** The columns that a step changed, as they were and as they are: the first of them, on the same few rows. */
export interface StepPreview {
  readonly step: string;
  /** Its place in the spec; null for a step that was added by itself. */
  readonly index: number | null;
  readonly before: readonly PreviewColumn[];
  readonly after: readonly PreviewColumn[];
  /** How many columns it changed or took away, and how many it made of them, shown or not. */
  readonly changed: number;
  readonly made: number;
  /** Columns after the step, with the target. */
  readonly columns: number;
  /** Of a step of images: the same few of them, or one of them and what comes of it in some epochs. */
  readonly pictures?: { readonly before: readonly Picture[]; readonly after: readonly Picture[] };
}

/** An image to be looked at: a byte a value, row by row, the channels of a pixel side by side. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Uint8Array;
}

export interface PreviewColumn {
  readonly name: string;
  /** Null is missing. */
  readonly values: readonly ParamValue[];
}
