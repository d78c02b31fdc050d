import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CodedError } from '#contract/errors.ts';
import { openArtifactStore, type ArtifactStore } from '../../src-main/artifact/artifact-store.ts';
import { createRecorder, type Committed, type Recorder } from '../../src-main/recorder/recorder.ts';
import type { Machine } from '../../src-main/recorder/write-entry.ts';
import { openStore, type Store } from '../../src-main/store/open.ts';

export const machine: Machine = {
  descent: '0.1.0',
  node: '24.0.0',
  os: 'An OS 1',
  cpu: 'A CPU',
  cores: 2,
  memoryBytes: 1024,
};

export interface Recording {
  readonly store: Store;
  readonly artifacts: ArtifactStore;
  readonly recorder: Recorder;
  /** What was acknowledged, in order. */
  readonly committed: (Committed & { readonly run: number })[];
  readonly troubles: (CodedError | null)[];
  /** The clock shows this until it is changed. */
  now: number;
  /** Resolves when the next trouble is told, or its end. */
  nextTrouble(): Promise<CodedError | null>;
}

/** A recorder over a new database in `folder`. It flushes when it is told to, unless `flushEveryMs` is small. */
export function recordInto(folder: string, flushEveryMs = 1_000_000, retryEveryMs = 20): Recording {
  const store = openStore({ path: join(folder, 'descent.db') });
  const artifacts = openArtifactStore(join(folder, 'artifacts'));
  const committed: Recording['committed'] = [];
  const troubles: (CodedError | null)[] = [];
  let tell = Promise.withResolvers<CodedError | null>();
  const recorder = createRecorder({
    db: store.db,
    artifacts,
    machine,
    flushEveryMs,
    retryEveryMs,
    clock: () => recording.now,
    onCommitted: (run, what) => committed.push({ run, ...what }),
    onTrouble: (error) => {
      troubles.push(error);
      tell.resolve(error);
      tell = Promise.withResolvers();
    },
  });
  onTestFinished(() => {
    recorder.close();
    store.close();
  });
  const recording: Recording = {
    store,
    artifacts,
    recorder,
    committed,
    troubles,
    now: 5000,
    nextTrouble: () => tell.promise,
  };
  return recording;
}
