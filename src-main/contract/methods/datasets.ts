import * as v from 'valibot';
import {
  datasetSourceSchema,
  datasetSpecSchema,
  type DatasetRows,
  type DatasetSource,
  type DatasetSummary,
  type KnownDataset,
} from '../dataset.ts';
import type { TrainingSpec } from '../training.ts';
import { read, write } from './method.ts';

export const datasetMethods = {
  /** Samples, files that were dropped into Descent, and all that runs were trained on, whether it is there or not. */
  'datasets.list': read(v.strictObject({})).returns<readonly KnownDataset[]>(),
  /** Reads a file: columns, types, statistics, first rows. Nothing is stored. */
  'datasets.describe': read(
    v.strictObject({ ...datasetSpecSchema.entries, source: datasetSourceSchema }),
  ).returns<DatasetSummary>(),
  /**
   * Some of its rows. A large file is read no further than that, so `types` should be those that `datasets.describe`
   * found in all of it.
   */
  'datasets.rows': read(
    v.strictObject({
      dataset: datasetSpecSchema,
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 50),
    }),
  ).returns<DatasetRows>(),
  /**
   * Keeps a file that was dropped into the window, if it can be read as data; else it is refused with `invalid_input`
   * and nothing stays. At most 256 MB in one message; larger ones by their path.
   */
  'datasets.store': write(
    v.strictObject({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
      bytes: v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'has to be bytes'),
    }),
  ).returns<{ readonly source: DatasetSource; readonly name: string }>(),
  /**
   * Removes a kept file. Runs that were trained on it need it to be resumed: they are named in a `conflict` unless the
   * removal is `confirmed`; runs in progress keep it in any case. Throws `not_found`.
   */
  'datasets.remove': write(
    v.strictObject({
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'has to be a SHA-256 in hex')),
      confirmed: v.optional(v.boolean(), false),
    }),
  ).returns<null>(),
  /** A sensible spec for this data and target: model, loss, optimizer and budget filled in. */
  'datasets.proposeSpec': read(v.strictObject({ dataset: datasetSpecSchema })).returns<TrainingSpec>(),
};
