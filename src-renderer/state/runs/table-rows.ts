import type { RunGroup } from '#contract/run-group.ts';
import type { RunRow } from '#contract/run.ts';
import type { Block } from './row-pages.ts';

/** A group of runs as a line of the table, above its runs where it is open. */
export interface GroupLine {
  readonly group: RunGroup;
  readonly key: string;
  readonly open: boolean;
}

/** The lines of the table, one after the other or in groups; where a group stands there is no run. */
export interface TableRows {
  /** How many lines there are; null before the first answer. */
  readonly total: number | null;
  /** How many runs they are of. */
  readonly runs: number;
  readonly error: unknown;
  at(index: number): RunRow | null;
  groupAt(index: number): GroupLine | null;
  loadedIndexOf(id: number): number | null;
  show(block: Block): void;
  refresh(): void;
  range(first: number, end: number): Promise<readonly RunRow[]>;
  all(): Promise<readonly RunRow[]>;
  indexOf(id: number): Promise<number | null>;
}
