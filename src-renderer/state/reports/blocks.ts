import type { ReportBlock } from '#contract/report.ts';

/** A new name for a block, eight letters and digits. */
export function newBlockId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

/** The blocks with one moved to a place, counted without it. */
export function moved(blocks: readonly ReportBlock[], id: string, to: number): readonly ReportBlock[] {
  const block = blocks.find((other) => other.id === id);
  if (block === undefined) return blocks;
  const others = blocks.filter((other) => other !== block);
  const place = Math.max(0, Math.min(others.length, to));
  return [...others.slice(0, place), block, ...others.slice(place)];
}

/** The blocks with a new one behind another; at the end where there is none of that id. */
export function inserted(
  blocks: readonly ReportBlock[],
  block: ReportBlock,
  after: string | null,
): readonly ReportBlock[] {
  const index = blocks.findIndex(({ id }) => id === after);
  const place = index < 0 ? blocks.length : index + 1;
  return [...blocks.slice(0, place), block, ...blocks.slice(place)];
}

export function replaced(blocks: readonly ReportBlock[], block: ReportBlock): readonly ReportBlock[] {
  return blocks.map((other) => (other.id === block.id ? block : other));
}
