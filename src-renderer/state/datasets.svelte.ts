import type { DatasetRows, DatasetSource, DatasetSummary, KnownDataset } from '#contract/dataset.ts';
import { CodedError } from '#contract/errors.ts';
import type { RunRow } from '#contract/run.ts';
import { packTar } from '../format/tar.ts';
import { t } from '../messages/messages.svelte.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';
import { atMostEvery } from './runs/at-most-every.ts';

/** The list is asked for at most this often. */
const refreshMs = 1000;
/** The core takes at most this much in one message. */
const largestUploadBytes = 256 * 1024 * 1024;
/** Endings of files that can be dropped, as `accept` of an input has them. */
export const dataFiles =
  '.csv,.tsv,.tab,.txt,.md,.jsonl,.ndjson,.parquet,.pq,.idx,.gz,.tar,text/csv,text/plain';
const list = new Asked<readonly KnownDataset[]>();

/** Datasets that ship with Descent, those that were dropped into it, and those that runs were trained on. */
export const datasets = {
  get list(): readonly KnownDataset[] | null {
    return list.value;
  },
  get error(): unknown {
    return list.error;
  },
  load(): void {
    void list.ask(() => connection.client.call('datasets.list', {}));
  },
  /** Keeps the list up to date while runs come and go, until the returned function is called. */
  follow(): () => void {
    const refresh = atMostEvery(refreshMs, () => datasets.load());
    refresh.soon();
    const stop = connection.client.subscribe('runs', refresh.soon);
    return () => {
      stop();
      refresh.stop();
    };
  },
  /**
   * Keeps a file in the data directory by its content; several, such as a folder of images or images and their labels,
   * as one archive. Throws `invalid_input` when they are too large.
   */
  async store(files: readonly { readonly path: string; readonly file: File }[]): Promise<DatasetSource> {
    const [first] = files;
    if (first === undefined) throw new CodedError('invalid_input', t('data.emptyFolder'));
    const single = files.length === 1 && !first.path.includes('/');
    const folder = first.path.split('/')[0] ?? '';
    const name = single ? first.file.name : `${folder.replace(/\.gz$/, '')}.tar`;
    if (files.reduce((sum, { file }) => sum + file.size, 0) > largestUploadBytes) {
      throw new CodedError('invalid_input', t('data.tooLarge', { name }));
    }
    const read = await Promise.all(
      files.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    const bytes = single && read[0] !== undefined ? read[0].bytes : packTar(read);
    const { source } = await connection.client.call('datasets.store', { name, bytes });
    datasets.load();
    return source;
  },
  /** Throws `conflict`, naming the runs that were trained on it, unless it is confirmed. */
  async remove(sha256: string, confirmed: boolean): Promise<void> {
    await connection.client.call('datasets.remove', { sha256, confirmed });
    datasets.load();
  },
};

const shownRuns = 8;

/** The newest runs that were trained on one of some contents. */
export class DatasetRuns {
  #asked = new Asked<{ readonly rows: readonly RunRow[]; readonly total: number }>();

  get rows(): readonly RunRow[] {
    return this.#asked.value?.rows ?? [];
  }
  get total(): number {
    return this.#asked.value?.total ?? 0;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  open(contents: readonly string[]): void {
    void this.#asked.ask(() =>
      connection.client.call('runs.list', { datasets: [...contents], limit: shownRuns, params: [] }),
    );
  }
}

/** One dataset as it was found. */
export class DatasetView {
  #asked = new Asked<DatasetSummary>();
  #rows = new Asked<DatasetRows>();
  #source: DatasetSource | null = null;

  get summary(): DatasetSummary | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  get loading(): boolean {
    return this.#asked.loading;
  }
  /** The page of rows that was asked for; null while it is the first, which the summary has. */
  get rows(): DatasetRows | null {
    return this.#rows.value;
  }
  get rowsLoading(): boolean {
    return this.#rows.loading;
  }
  get rowsError(): unknown {
    return this.#rows.error;
  }
  openRows(offset: number, limit: number): void {
    const { summary } = this;
    const source = this.#source;
    if (summary === null || source === null) return;
    const types = Object.fromEntries(summary.columns.map(({ name, type }) => [name, type]));
    const dataset = { source, ...(summary.columns.length > 0 ? { types } : {}) };
    void this.#rows.ask(() => connection.client.call('datasets.rows', { dataset, offset, limit }));
  }
  open(source: DatasetSource): void {
    this.#source = source;
    this.#rows.clear();
    this.#asked.clear();
    void this.#asked.ask(() => connection.client.call('datasets.describe', { source }));
  }
}
