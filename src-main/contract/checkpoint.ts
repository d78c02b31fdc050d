/** An artifact that training can resume from. */
export interface Checkpoint {
  readonly id: number;
  readonly step: number;
  readonly epoch: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAt: number;
}
