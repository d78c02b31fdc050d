import { say, type Sentence } from '#contract/sentence.ts';
import { basename } from 'node:path';
import type { DatasetSource } from '#contract/dataset.ts';
import type { RunEnvironment } from '#contract/run.ts';
import type { TrainingEnd } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { ArtifactStore } from '../artifact/artifact-store.ts';
import type { WriteDatabase } from '../store/database.ts';
import { addCheckpoint } from '../store/tables/checkpoints.ts';
import { ensureDataset } from '../store/tables/datasets.ts';
import { editsOf, rewind, setEdits } from '../store/tables/edits.ts';
import { appendConsoleLine, appendEvent, isTold } from '../store/tables/events.ts';
import { addMilestone } from '../store/tables/milestones.ts';
import { insertParams } from '../store/tables/params.ts';
import { concatenate } from '../store/tables/point-columns.ts';
import { appendPoints, settlePoints } from '../store/tables/points.ts';
import { keepFigures } from '../store/tables/metrics.ts';
import { setResult, setText } from '../store/tables/results.ts';
import { setRunEnvironment, setRunState } from '../store/tables/runs.ts';
import type { Entry, RecordedEvent } from './pending.ts';

/** What the core knows of itself and of the machine; training tells the rest of a run's environment. */
export type Machine = Pick<RunEnvironment, 'descent' | 'node' | 'os' | 'cpu' | 'cores' | 'memoryBytes'>;

export interface Target {
  readonly db: WriteDatabase;
  readonly artifacts: ArtifactStore;
  readonly machine: Machine;
}

export interface Written {
  readonly points: number;
  readonly events: number;
  /** Contents that nobody names any more once this is committed. */
  readonly unreferenced: readonly string[];
}

const nothing: Written = { points: 0, events: 0, unreferenced: [] };
const oneEvent: Written = { ...nothing, events: 1 };

/** Writes one entry within the transaction that is open. Throws what store, codec and file system throw. */
export function writeEntry(target: Target, run: number, entry: Entry): Written {
  const { db } = target;
  switch (entry.kind) {
    case 'points': {
      const columns = concatenate(entry.batches);
      appendPoints(db, run, [{ key: entry.key, ...columns }]);
      return { ...nothing, points: columns.steps.length };
    }
    case 'state':
      setRunState(db, run, entry.state, { now: entry.time });
      return nothing;
    case 'event':
      return writeEvent(target, run, entry.event, entry.time);
  }
}

function writeEvent(target: Target, run: number, event: RecordedEvent, time: number): Written {
  const { db, artifacts, machine } = target;
  switch (event.kind) {
    case 'started': {
      const { engine, engineVariant, engineReason, engineVersions, datasetSha256, datasetRows, threads } =
        event;
      const made = {
        engine,
        engineVariant,
        engineReason,
        engineVersions,
        datasetSha256,
        threads,
        ...(datasetRows === undefined ? {} : { datasetRows }),
      };
      setRunEnvironment(db, run, { ...machine, ...made });
      insertParams(db, run, event.resolved ?? {});
      ensureDataset(db, { sha256: datasetSha256, ...datasetOf(db, run) }, time);
      const begun = say('run.started', { engine, variant: engineVariant });
      appendEvent(db, run, { time, step: null, kind: 'started', ...begun, data: null });
      return oneEvent;
    }
    case 'milestone':
      addMilestone(db, run, event.milestone);
      return nothing;
    case 'text':
      setText(db, run, event);
      return nothing;
    case 'console':
      appendConsoleLine(db, run, { time, stream: event.stream, text: event.text });
      return nothing;
    case 'note':
      // What is to be said of the data is told whenever a training begins, and is the same when it goes on.
      if (event.name === 'note' && event.step === null && isTold(db, run, { ...event, kind: event.name })) {
        return nothing;
      }
      appendEvent(db, run, {
        time,
        step: event.step,
        kind: event.name,
        message: event.message,
        ...(event.said === undefined ? {} : { said: event.said }),
        data: event.data ?? null,
      });
      return oneEvent;
    case 'kept':
      keepFigures(db, run, event.step, event.metrics);
      return nothing;
    case 'edited': {
      const { edit, message, said, replayed } = event;
      const { step, cause, changes } = edit;
      const sentence = said === undefined ? { message } : { message, said };
      if (!replayed) setEdits(db, run, [...editsOf(db, run), edit]);
      appendEvent(db, run, { time, step, kind: 'edited', ...sentence, data: { cause, changes } });
      return oneEvent;
    }
    case 'rewound':
      return { ...nothing, unreferenced: rewind(db, run, event.step) };
    case 'result':
      setResult(db, run, event.name, event.value);
      return nothing;
    case 'checkpoint': {
      const { step, epoch, reasons, value = null } = event;
      const { sha256, sizeBytes: bytes } = artifacts.put(event.bytes);
      return {
        ...nothing,
        unreferenced: addCheckpoint(db, run, { step, epoch, bytes, sha256, createdAt: time, reasons, value }),
      };
    }
    case 'finished':
      setRunState(db, run, event.state, {
        now: time,
        error: event.error,
        weightsSha256: event.weightsSha256,
      });
      settlePoints(db, run);
      appendEvent(db, run, {
        time,
        step: event.step,
        kind: event.state,
        ...lastWords(event),
        data: event.error ?? null,
      });
      return oneEvent;
  }
}

function lastWords({ state, step, error }: TrainingEnd): Sentence {
  switch (state) {
    case 'complete':
      return say('run.complete', { step });
    case 'stopped':
      return say('run.stopped', { step });
    case 'failed':
      return error ?? say('run.failed', { step });
  }
}

function datasetOf(db: WriteDatabase, run: number): { name: string; source: DatasetSource } {
  const row = db.get<{ spec: string }>('SELECT spec FROM runs WHERE id = :run', { run });
  if (row === undefined) throw new Error(`run ${run} is gone`);
  // Written by insertRun, whose type says so.
  const { source } = (JSON.parse(row.spec) as TrainingSpec).dataset;
  switch (source.kind) {
    case 'sample':
      return { name: source.name, source };
    case 'file':
      return { name: basename(source.path), source };
    case 'stored':
      return { name: source.sha256.slice(0, 12), source };
    case 'linear':
      return { name: `linear, ${source.rows} rows`, source };
  }
}
