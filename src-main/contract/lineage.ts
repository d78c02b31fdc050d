import type { ParamValue } from './param.ts';
import type { RunState } from './run.ts';

/** A setting that differs; null where one side lacks it. */
export interface SettingChange {
  readonly path: string;
  readonly from: ParamValue;
  readonly to: ParamValue;
}

/** A run among those that it came from and that came from it. */
export interface LineageEntry {
  readonly run: number;
  readonly name: string;
  readonly state: RunState;
  readonly color: number;
  /** Null for the first one, and where it is not a branch. */
  readonly parent: number | null;
  /** After which step of its parent it began. */
  readonly branchStep: number | null;
  /** The last step that it has measured; its branch step, or 0, before the first. */
  readonly lastStep: number;
  /** Against its parent. */
  readonly changes: readonly SettingChange[];
  /** Deleted but for what its branches need of it. */
  readonly removed: boolean;
}
