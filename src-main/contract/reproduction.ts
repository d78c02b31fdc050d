import type { ParamValue } from './param.ts';

/** Something that may decide over the bits of a training and is not now what it was then. */
export interface Difference {
  readonly what: 'dataset' | 'engine' | 'engineVariant' | 'engineVersions' | 'descent' | 'node' | 'threads';
  readonly before: ParamValue;
  readonly now: ParamValue;
  /** Whether other bits have to be expected because of it. */
  readonly decides: boolean;
}

/** Something that was computed again and is not the same. */
export interface FirstDifference {
  /** A metric, or an array of the checkpoint. */
  readonly kind: 'metric' | 'array';
  readonly name: string;
  readonly step: number;
  /** Null where one side lacks it. */
  readonly before: number | null;
  readonly now: number | null;
}

/** What a stretch of a training gave that was computed again. */
export interface Comparison {
  /** Points that were compared, bit by bit. */
  readonly points: number;
  /** Arrays of the checkpoint at the end that were compared, bit by bit; 0 where there is no checkpoint there. */
  readonly arrays: number;
  /** Null where all are the same. */
  readonly first: FirstDifference | null;
  /** Between two numbers of arrays that were compared. */
  readonly largestDifference: number;
  /** The same in parts of the largest number of its array. Earlier versions left it out, as all that is optional here. */
  readonly largestShare?: number;
  /** Between two points of a metric, in parts of the larger of them. */
  readonly largestShareOfPoints?: number;
}

/** The same with what it means. Kept as the result `verification` of the run. */
export interface Verification extends Comparison {
  /** `close`: other bits, on an engine that does not repeat every one of its own. */
  readonly outcome: 'exact' | 'close' | 'differs' | 'notComparable';
  /** From the checkpoint after this step, or from the beginning at 0 … */
  readonly fromStep: number;
  /** … to this step. */
  readonly toStep: number;
  readonly differences: readonly Difference[];
  /** Whether the engine promises the same bits every time; where it does not, `exact` is how it came out this time. */
  readonly promised?: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What came of training a run again. Kept as the result `rerun` of the new run. */
export interface RerunOutcome {
  readonly run: number;
  /** The weights at the end have the same bits. */
  readonly exact: boolean;
  /** SHA-256 of the weights. */
  readonly before: string;
  readonly now: string | null;
}

/** What a training would be computed with now. */
export interface Circumstances {
  readonly datasetSha256: string;
  readonly engine: string;
  readonly engineVariant: string;
  readonly engineVersions: Readonly<Record<string, string>>;
  readonly threads: number;
}
