import { initial } from './0001-initial.ts';
import { advice } from './0002-advice.ts';
import { families } from './0003-families.ts';
import { branches } from './0004-branches.ts';
import { keptFigures } from './0005-kept-figures.ts';
import { sweeps } from './0006-sweeps.ts';
import { archive } from './0007-archive.ts';
import { milestones } from './0008-milestones.ts';
import { forgottenEvents } from './0009-forgotten-events.ts';
import { populations } from './0010-populations.ts';
import { reports } from './0011-reports.ts';

/** One step of the schema. Its text depends on nothing that changes and is never edited once it was released. */
export interface Migration {
  /** What `user_version` is afterwards. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** All steps in order; the last one is the version that this Descent writes. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'initial', sql: initial },
  { version: 2, name: 'advice', sql: advice },
  { version: 3, name: 'families', sql: families },
  { version: 4, name: 'branches', sql: branches },
  { version: 5, name: 'kept figures', sql: keptFigures },
  { version: 6, name: 'sweeps', sql: sweeps },
  { version: 7, name: 'archive', sql: archive },
  { version: 8, name: 'milestones', sql: milestones },
  { version: 9, name: 'forgotten events', sql: forgottenEvents },
  { version: 10, name: 'populations', sql: populations },
  { version: 11, name: 'reports', sql: reports },
];

/** Version of the newest step. Throws when the list is not in order: a step was renumbered or put in between. */
export function latestVersion(steps: readonly Migration[]): number {
  let latest = 0;
  for (const { version, name } of steps) {
    if (!Number.isInteger(version) || version <= latest) {
      throw new Error(`migration ${version} (${name}) does not come after ${latest}`);
    }
    latest = version;
  }
  return latest;
}
