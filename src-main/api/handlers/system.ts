import { toErrorPayload, type CodedError, type ErrorPayload } from '#contract/errors.ts';
import { freeDiskBytes } from '../../meter/disk.ts';
import { readLoad } from '../../meter/load.ts';
import { machineInfo } from '../../meter/machine.ts';
import { countRuns } from '../../query/run-counts.ts';
import { listExperiments } from '../../query/experiments.ts';
import { databaseBytes } from '../../store/health.ts';
import { readSetting, writeSetting } from '../../store/tables/settings.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { examine } from '../doctor.ts';
import { guidePages, guidePicture } from '../guide.ts';

type SystemHandlers = Pick<
  Handlers,
  | 'system.info'
  | 'system.load'
  | 'system.engines'
  | 'system.doctor'
  | 'experiments.list'
  | 'guide.pages'
  | 'guide.picture'
  | 'settings.get'
  | 'settings.set'
>;

/** The machine, the data directory, the guide, and what windows remember. */
export function systemHandlers(context: Context): SystemHandlers {
  const { databasePath, db, directories, pool, version, writing } = context;
  const engines = (signal?: Parameters<Handlers['system.engines']>[1]) => pool.run('engines', {}, signal);
  return {
    'system.info': () => {
      const { os, cpu, cores, memoryBytes } = machineInfo();
      const { runs, trashed } = countRuns(db);
      return {
        version,
        dataDirectory: directories.data,
        databaseBytes: databaseBytes(databasePath),
        node: process.versions.node,
        os,
        cpu,
        cores,
        memoryBytes,
        freeDiskBytes: freeDiskBytes(directories.data),
        runCount: runs,
        trashCount: trashed,
        readOnly: writing === null,
      };
    },
    'system.load': () => ({
      ...readLoad(),
      freeDiskBytes: freeDiskBytes(directories.data),
      ...(writing?.counts() ?? { running: 0, waiting: 0 }),
      storageError: payloadOf(context.storageError()),
    }),
    'system.engines': (_input, signal) => engines(signal),
    'system.doctor': (_input, signal) =>
      examine({ dataDirectory: directories.data, database: { db }, engines: () => engines(signal) }),
    'experiments.list': () => listExperiments(db),
    'guide.pages': ({ language }) => guidePages(directories.resources, language),
    'guide.picture': ({ name }) => guidePicture(directories.resources, name),
    'settings.get': ({ name }) => readSetting(db, name),
    'settings.set': ({ name, value }) => {
      if (writing === null) throw new Error('a command reached a core that only reads');
      writeSetting(writing.db, name, value);
      return null;
    },
  };
}

function payloadOf(error: CodedError | null): ErrorPayload | null {
  return error === null ? null : toErrorPayload(error);
}
