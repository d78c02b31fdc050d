import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { EngineStatus } from '#contract/system.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { allowedThreads } from './embedded/cores.ts';
import { installedState } from './installed.ts';

/** Which engine was the fastest for a model, as it was measured. */
export interface Fastest {
  readonly kind: EngineStatus['kind'];
  /** The measurements in words. */
  readonly measured: string;
}

/** What probes have found on this machine, for one model. */
export interface ProbeMemory {
  recall(): Fastest | null;
  remember(found: Fastest): void;
}

const fileName = 'fastest.json';
/** The oldest are forgotten beyond so many. */
const mostRemembered = 500;

/**
 * Remembers by the model's shape and all that may change how fast an engine is: what is installed, in which version,
 * how many cores there are, and how many of them this training has. `subject` names the model's shape and its batches.
 */
export function openProbeMemory(folder: string | null, subject: string): ProbeMemory {
  const cores = [availableParallelism(), allowedThreads()];
  const machine = [process.platform, process.arch, ...cores, process.versions.node];
  const key = createHash('sha256')
    .update(JSON.stringify([subject, machine, tf.version_core, installedState()]))
    .digest('hex')
    .slice(0, 32);
  const path = folder === null ? null : join(folder, fileName);
  return {
    recall: () => (path === null ? null : (read(path)[key] ?? null)),
    remember: (found) => {
      if (folder === null || path === null) return;
      mkdirSync(folder, { recursive: true });
      const others = Object.entries(read(path)).filter(([other]) => other !== key);
      const kept = [...others, [key, found] as const].slice(-mostRemembered);
      writeFileAtomically(path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
    },
  };
}

/** A file that was damaged is as one that is not there: everything is measured again. */
function read(path: string): Readonly<Record<string, Fastest>> {
  try {
    // Written above.
    return JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Fastest>>;
  } catch {
    return {};
  }
}
