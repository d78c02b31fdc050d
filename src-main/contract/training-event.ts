import type { CheckpointReason } from './checkpoint.ts';
import type { ErrorPayload } from './errors.ts';
import type { SpecEdit } from './live-edit.ts';
import type { PointColumns } from './metric.ts';
import type { Milestone } from './milestone.ts';
import type { Params } from './param.ts';
import type { RunProgress } from './run.ts';
import type { Sentence } from './sentence.ts';
import type { BudgetLimit } from './training/budget.ts';

/** Points of one metric, in the order in which they were measured. */
export interface SeriesBatch extends PointColumns {
  readonly key: string;
}

/** What training tells, in order. The recorder writes it; nothing of it is dropped. */
export type TrainingEvent =
  | {
      readonly kind: 'started';
      readonly engine: string;
      readonly engineVariant: string;
      readonly engineReason: string;
      readonly engineVersions: Readonly<Record<string, string>>;
      readonly datasetSha256: string;
      /** Rows of the dataset that are trained on or held out; null of text. */
      readonly datasetRows?: number | null;
      readonly threads: number;
      /** Params that the spec left open, as the data, the model or a default made them. */
      readonly resolved?: Params;
    }
  | { readonly kind: 'points'; readonly series: readonly SeriesBatch[] }
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'milestone'; readonly milestone: Milestone }
  | { readonly kind: 'text'; readonly key: string; readonly step: number; readonly text: string }
  | { readonly kind: 'console'; readonly stream: 'out' | 'err'; readonly text: string }
  /** Something worth a mark on the chart or a line in the list of events. `name`: paused, resumed, note, … */
  | (Sentence & {
      readonly kind: 'note';
      readonly name: string;
      readonly step: number | null;
      readonly data?: unknown;
    })
  /** What the weights that the run keeps reach, by the metrics' full names; `step` is when the run had them. */
  | { readonly kind: 'kept'; readonly step: number; readonly metrics: Readonly<Record<string, number>> }
  /** Settings changed on the way; `replayed` where the recorded history of a run says so. */
  | ({ readonly kind: 'edited'; readonly edit: SpecEdit; readonly replayed: boolean } & Sentence)
  /** What was told of later steps does not count any more: the training goes on from the checkpoint after `step`. */
  | { readonly kind: 'rewound'; readonly step: number }
  /** A named result for the run page; see result.ts. */
  | { readonly kind: 'result'; readonly name: string; readonly value: unknown }
  /** All that training needs to go on, in the safetensors format. */
  | {
      readonly kind: 'checkpoint';
      readonly step: number;
      readonly epoch: number;
      readonly bytes: Uint8Array;
      readonly reasons: readonly CheckpointReason[];
      /** Of one of the best evaluations: what its metric was. */
      readonly value?: number;
    }
  | TrainingEnd;

export interface TrainingEnd {
  readonly kind: 'finished';
  readonly state: 'complete' | 'stopped' | 'failed';
  readonly step: number;
  readonly error?: ErrorPayload;
  /** Why it ended before its length, where it did. */
  readonly reason?: EndReason;
  /** Of the weights, where training ended with some. */
  readonly weightsSha256?: string;
}

/** Why a training ended before its whole length. */
export type EndReason =
  | { readonly kind: 'earlyStopping' }
  | { readonly kind: 'stopAt' }
  | { readonly kind: 'epoch' }
  | {
      readonly kind: 'budget';
      readonly limit: BudgetLimit;
      readonly allowed: number;
      readonly used: number;
    };

/** Kept as the result `end`. */
export interface EndResult {
  readonly step: number;
  readonly reason: EndReason;
}
