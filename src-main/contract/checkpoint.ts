/**
 * Why a checkpoint is there: among the newest, of one of the best evaluations, one of those in regular distance,
 * the one that a branch began with, or the one from before settings were changed.
 */
export const checkpointReasons = ['last', 'best', 'regular', 'branch', 'edit'] as const;
export type CheckpointReason = (typeof checkpointReasons)[number];

/** An artifact that training can go on from. */
export interface Checkpoint {
  readonly id: number;
  /** Updates done. */
  readonly step: number;
  readonly epoch: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: number;
  readonly reasons: readonly CheckpointReason[];
  /** Of one that was among the best: what the metric of the spec's rules was. */
  readonly value: number | null;
  /** Its bytes were found changed or gone; it is never loaded. */
  readonly damaged: boolean;
}
