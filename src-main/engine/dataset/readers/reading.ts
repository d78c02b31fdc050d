import type { DatasetSpec } from '#contract/dataset.ts';
import type { ReadAs } from '../column-builder.ts';
import type { Digest } from '../digest.ts';
import type { DatasetFile } from '../files.ts';
import type { Keep } from '../table-builder.ts';
import type { Table, Text } from '../table.ts';

/** One reading of one file. */
export interface Reading {
  readonly spec: DatasetSpec;
  readonly file: DatasetFile;
  /** Gets the bytes of the file as they pass. */
  readonly digest: Digest;
  readonly keep: Keep;
  /** See `TableOptions.readAs`. */
  readonly readAs: ReadonlyMap<string, ReadAs>;
}

/** What a reader gives; name, hash and size are added by who asked for it. */
export type ReadTable = Omit<Table, 'kind' | 'name' | 'sha256' | 'sizeBytes'>;
export type ReadWholeText = Omit<Text, 'kind' | 'name' | 'sha256' | 'sizeBytes'>;
