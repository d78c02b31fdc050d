import type { DatasetSource } from '#contract/dataset.ts';
import type { PackedFile } from './tar.ts';

/** How to get at the bytes behind a source. The engine knows neither the data directory nor the samples' folder. */
export interface DatasetFiles {
  /** Rejects with a CodedError when there is no such file. Never called for generated sources. */
  resolve(source: DatasetSource): Promise<DatasetFile>;
}

export interface DatasetFile {
  /** Null for bytes that lie in no file. */
  readonly path: string | null;
  readonly name: string;
  /** A folder has no bytes; what is in it is read by its path. */
  readonly isFolder?: boolean;
  /** Of an archive: what is in it. */
  readonly packed?: readonly PackedFile[];
  bytes(): Promise<Uint8Array>;
}
