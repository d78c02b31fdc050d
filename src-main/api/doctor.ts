import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { toErrorPayload } from '#contract/errors.ts';
import type { DoctorCheck, DoctorReport, EngineStatus } from '#contract/system.ts';
import { isPlatformDirectory } from '../base/data-directory.ts';
import { freeDiskBytes } from '../meter/disk.ts';
import type { ReadDatabase } from '../store/database.ts';
import { databaseHealth, sqliteVersion } from '../store/health.ts';

/** Below this a training may run out of room for its checkpoints. */
const littleDiskBytes = 500 * 1024 * 1024;

export interface Patient {
  readonly dataDirectory: string;
  /** The open database, or what was thrown when it was opened; null where there is no data directory yet. */
  readonly database: { readonly db: ReadDatabase } | { readonly error: unknown } | null;
  readonly engines: () => Promise<readonly EngineStatus[]>;
}

/** Looks at everything that training and logging need, and says what is wrong in words. Never throws. */
export async function examine({ dataDirectory, database, engines }: Patient): Promise<DoctorReport> {
  const found = await engines().catch((thrown: unknown): readonly EngineStatus[] => [
    { kind: 'embedded', name: 'Embedded', available: false, detail: toErrorPayload(thrown).message },
  ]);
  const checks = [
    nodeCheck(),
    directoryCheck(dataDirectory),
    diskCheck(dataDirectory),
    ...(database === null ? [] : databaseChecks(database)),
    engineCheck(found),
  ];
  return { ok: checks.every((check) => check.ok), checks, engines: found };
}

function nodeCheck(): DoctorCheck {
  const { node, napi = '0' } = process.versions;
  return {
    name: 'Node',
    ok: Number(napi) >= 10,
    detail:
      Number(napi) >= 10
        ? `${node} (Node-API ${napi})`
        : `${node} is too old: Descent needs Node 22.14 or newer.`,
  };
}

function directoryCheck(path: string): DoctorCheck {
  const name = 'Data directory';
  if (!existsSync(path)) {
    return isPlatformDirectory(path)
      ? { name, ok: true, detail: `${path}: nothing here yet; it is made at the first start.` }
      : { name, ok: false, detail: `There is no ${path}. Check its name, after --data or in DESCENT_DATA.` };
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { name, ok: true, detail: path };
  } catch {
    return {
      name,
      ok: false,
      detail: `${path} cannot be written to. Change its permissions or choose another.`,
    };
  }
}

function diskCheck(path: string): DoctorCheck {
  const name = 'Disk';
  const free = freeDiskBytes(nearestFolder(path));
  if (free === null) return { name, ok: true, detail: 'This machine does not tell how much is free.' };
  const gigabytes = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return free >= littleDiskBytes
    ? { name, ok: true, detail: gigabytes }
    : { name, ok: false, detail: `${gigabytes}: too little for checkpoints. Make room.` };
}

/** The path, or the nearest of the folders around it that there are. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function databaseChecks(database: NonNullable<Patient['database']>): DoctorCheck[] {
  if ('error' in database) {
    return [{ name: 'Database', ok: false, detail: toErrorPayload(database.error).message }];
  }
  const problems = databaseHealth(database.db);
  return [
    { name: 'SQLite', ok: true, detail: sqliteVersion(database.db) },
    {
      name: 'Database',
      ok: problems.length === 0,
      detail: problems.length === 0 ? 'whole (quick_check, foreign_key_check)' : problems.join('; '),
    },
  ];
}

function engineCheck(engines: readonly EngineStatus[]): DoctorCheck {
  const available = engines.filter((engine) => engine.available);
  return {
    name: 'Engine',
    ok: available.length > 0,
    detail: available.length > 0 ? available.map(({ name }) => name).join(', ') : 'No engine can train here.',
  };
}
