import type { Column } from '../../state/runs/columns.ts';

/** A column that is drawn: in view, pinned, or with the keyboard in it. */
export interface ShownColumn {
  readonly id: string;
  /** Among the columns behind the name. */
  readonly index: number;
  readonly column: Column | null;
  /** Whether its values stand on the right, as numbers do. */
  readonly right: boolean;
  /** Pixels from the left where it stays; null where it moves with the others. */
  readonly stuckAt: number | null;
}
