export interface GridCell {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that fit into the view. */
  readonly page: number;
}

/**
 * Where a key leads in a grid whose header is row −1 (the pattern "data grid" of the ARIA practices); null where
 * the key does not move. Nothing leads out of the grid.
 */
export function gridMove(
  key: string,
  ctrl: boolean,
  { row, column }: GridCell,
  { rows, columns, page }: GridSize,
): GridCell | null {
  const to = (nextRow: number, nextColumn: number): GridCell => ({
    row: Math.min(rows - 1, Math.max(-1, nextRow)),
    column: Math.min(columns - 1, Math.max(0, nextColumn)),
  });
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'PageDown':
      return to(row + page, column);
    case 'PageUp':
      return to(Math.max(0, row - page), column);
    case 'Home':
      return ctrl ? to(0, 0) : to(row, 0);
    case 'End':
      return ctrl ? to(rows - 1, columns - 1) : to(row, columns - 1);
    default:
      return null;
  }
}
