/** Rows of a long table that are asked for together; an index range [first, end). */
export interface Block {
  readonly first: number;
  readonly end: number;
}

export const pageSize = 50;

/**
 * The smallest block of whole pages that holds every page in [first, end) which is not fresh; null where all are.
 * One question at a time for what is in view: scrolling fast asks for where it has come to, not for all between.
 */
export function blockToAsk(
  first: number,
  end: number,
  total: number,
  isFresh: (page: number) => boolean,
): Block | null {
  const firstPage = Math.floor(Math.max(0, first) / pageSize);
  const lastPage = Math.max(firstPage, Math.ceil(Math.min(end, Math.max(total, 1)) / pageSize) - 1);
  let from: number | null = null;
  let to = 0;
  for (let page = firstPage; page <= lastPage; page++) {
    if (isFresh(page)) continue;
    from ??= page;
    to = page;
  }
  return from === null ? null : { first: from * pageSize, end: (to + 1) * pageSize };
}

/** The rows that a viewport shows, with some more above and below so that a fast scroll shows no gap. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  total: number,
  more = 8,
): Block {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - more);
  const end = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + more);
  return { first: Math.min(first, Math.max(0, end)), end: Math.max(end, 0) };
}

/** Loaded rows by the number of their page, those asked for last at the end. */
export type Pages<T> = ReadonlyMap<number, readonly T[]>;

const mostPages = 60;

export function noPages<T>(): Pages<T> {
  return new Map();
}

/** The pages with the rows of a block; the ones that were asked for longest ago are let go of. */
export function withBlock<T>(pages: Pages<T>, block: Block, rows: readonly T[]): Pages<T> {
  const next = new Map(pages);
  for (let at = block.first; at < block.end; at += pageSize) {
    const page = at / pageSize;
    next.delete(page);
    next.set(page, rows.slice(at - block.first, at - block.first + pageSize));
  }
  const most = Math.max(mostPages, (block.end - block.first) / pageSize);
  for (const page of next.keys()) {
    if (next.size <= most) break;
    next.delete(page);
  }
  return next;
}

/** Numbers of the pages of a block. */
export function pagesOf({ first, end }: Block): readonly number[] {
  return Array.from({ length: Math.ceil((end - first) / pageSize) }, (_, i) => first / pageSize + i);
}
