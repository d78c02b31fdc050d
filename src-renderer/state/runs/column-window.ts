/** Where columns stand beside one another, in pixels from the left of the first. */
export interface PlacedColumn {
  readonly id: string;
  readonly left: number;
  readonly width: number;
  /** Stays in view at the left. */
  readonly pinned: boolean;
}

export function placeColumns(
  ids: readonly string[],
  pinned: readonly string[],
  widthOf: (id: string) => number,
): readonly PlacedColumn[] {
  let left = 0;
  return ids.map((id) => {
    const placed = { id, left, width: widthOf(id), pinned: pinned.includes(id) };
    left += placed.width;
    return placed;
  });
}

/** Pinned columns come first, each kind in its order. */
export function pinnedFirst(ids: readonly string[], pinned: readonly string[]): readonly string[] {
  return [...ids.filter((id) => pinned.includes(id)), ...ids.filter((id) => !pinned.includes(id))];
}

/** Pixels that the pinned columns take. */
export function pinnedWidth(columns: readonly PlacedColumn[]): number {
  return columns.reduce((sum, { pinned, width }) => (pinned ? sum + width : sum), 0);
}

/**
 * Indexes [first, end) of the columns that a view of `room` pixels shows which is scrolled by `scrollLeft`, with one more
 * on either side. Pinned ones are shown besides.
 */
export function columnsInView(
  columns: readonly PlacedColumn[],
  scrollLeft: number,
  room: number,
): { readonly first: number; readonly end: number } {
  const from = scrollLeft + pinnedWidth(columns);
  const first = columns.findIndex(({ left, width }) => left + width > from);
  const beyond = columns.findIndex(({ left }) => left >= scrollLeft + room);
  const end = beyond < 0 ? columns.length : beyond;
  return {
    first: Math.max(0, (first < 0 ? columns.length : first) - 1),
    end: Math.min(columns.length, end + 1),
  };
}

/** How far to scroll so that a column is in view; as it is where it is already. */
export function scrollToColumn(
  columns: readonly PlacedColumn[],
  index: number,
  scrollLeft: number,
  room: number,
): number {
  const column = columns[index];
  if (column === undefined || column.pinned) return scrollLeft;
  const least = column.left - pinnedWidth(columns);
  const most = column.left + column.width - room;
  return scrollLeft > least ? Math.max(0, least) : Math.max(scrollLeft, Math.min(most, least));
}
