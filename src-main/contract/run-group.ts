import type { ParamValue } from './param.ts';

/** Several numbers in a few. Values that are not finite are not among them. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Standard deviation of the sample (n − 1); null for a single number, as the two below. */
  readonly deviation: number | null;
  /** Standard error of the mean: s / √n. */
  readonly error: number | null;
  /** Half of the 95 % confidence interval of the mean by Student's t. */
  readonly halfWidth: number | null;
}

/** Runs that have the same value of something, or the same settings but for the seed. */
export interface RunGroup {
  /** What they have in common; null where it is nothing, or the settings. */
  readonly value: ParamValue;
  /** In the order that was asked for. */
  readonly runs: readonly number[];
  /** By the text of the field. */
  readonly fields: Readonly<Record<string, GroupField>>;
}

export interface GroupField {
  /** Where all runs of the group have the same; undefined where they differ. */
  readonly same?: ParamValue;
  /** Null where none of them is a number. */
  readonly spread: Spread | null;
}

/** Groups by settings: seeds of the same training are found by themselves. */
export const settingsGroup = 'settings';
