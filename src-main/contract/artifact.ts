/** A file that belongs to a run, stored once by its content. */
export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly kind: 'checkpoint' | 'model' | 'file';
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAt: number;
}
