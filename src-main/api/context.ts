import type { CodedError } from '#contract/errors.ts';
import type { WriteDatabase } from '../store/database.ts';
import type { Pool } from '../worker/pool.ts';
import type { LoneJobs } from '../worker/run-alone.ts';
import type { AdviceDesk } from './advice.ts';
import type { EngineDesk } from './engine-desk.ts';
import type { ProbeDesk } from './probe-desk.ts';
import type { SweepDesk } from './sweeps/sweep-desk.ts';
import type { TrainingRuns } from './training/training-runs.ts';
import type { CheckpointSource } from './whole-checkpoint.ts';

/** What handlers work with. Made once, by core.ts. */
export interface Context extends CheckpointSource {
  readonly version: string;
  readonly directories: Directories;
  readonly databasePath: string;
  readonly pool: Pool;
  readonly probes: ProbeDesk;
  readonly engines: EngineDesk;
  readonly clock: () => number;
  /** Null in a core that only reads. */
  readonly writing: Writing | null;
  /** Why nothing can be written at this moment, for example a full disk; null when all is well. */
  readonly storageError: () => CodedError | null;
  /** Rows of the runs table changed. */
  readonly runsChanged: (runs: readonly number[]) => void;
  readonly reportsChanged: () => void;
}

export interface Writing {
  readonly db: WriteDatabase;
  readonly training: TrainingRuns;
  readonly advice: AdviceDesk;
  readonly sweeps: SweepDesk;
  readonly loneJobs: LoneJobs;
  readonly counts: () => { readonly running: number; readonly waiting: number };
}

export interface Directories {
  readonly data: string;
  readonly datasets: string;
  /** Engines that were installed by `descent engine install`. */
  readonly engines: string;
  readonly resources: string;
}
