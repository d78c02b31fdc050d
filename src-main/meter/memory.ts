import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';

/** What the machine tells about its memory, in bytes. */
export interface MemorySources {
  readonly total: number;
  /** What new programs can have without swapping; on Linux MemAvailable, not the far smaller MemFree. */
  readonly available: number;
  /** Limit and use of the container or service that we run in; null where there is none. */
  readonly container: {
    readonly limit: number;
    readonly available: number;
    /** Cached pages of files, which count as used there but are given up when memory is needed. */
    readonly reclaimable: number;
  } | null;
}

export interface MemoryReading {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

/** Memory that this process can count on: the limit of a container counts where it is below the machine's own. */
export function readMemory(sources: MemorySources = systemSources()): MemoryReading {
  const { total, available, container } = sources;
  if (container === null || container.limit >= total) {
    return { totalBytes: total, availableBytes: Math.min(available, total) };
  }
  const inside = Math.min(container.available + container.reclaimable, container.limit);
  return { totalBytes: container.limit, availableBytes: Math.max(0, Math.min(available, inside)) };
}

/** Bytes that a training can still have. */
export function availableMemoryBytes(): number {
  return readMemory().availableBytes;
}

function systemSources(): MemorySources {
  const total = totalmem();
  const limit = process.constrainedMemory();
  const constrained = limit > 0 && limit < total;
  return {
    total,
    available: freemem(),
    container: constrained
      ? { limit, available: process.availableMemory(), reclaimable: reclaimableBytes() }
      : null,
  };
}

/** Inactive file pages of our control group, version 2 or 1; 0 where it cannot be read. */
function reclaimableBytes(): number {
  const groups = textOf('/proc/self/cgroup');
  const unified = /^0::(.*)$/m.exec(groups)?.[1];
  const memory = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1];
  const candidates = [
    ...(unified === undefined ? [] : [`/sys/fs/cgroup${unified}/memory.stat`]),
    ...(memory === undefined ? [] : [`/sys/fs/cgroup/memory${memory}/memory.stat`]),
    '/sys/fs/cgroup/memory.stat',
    '/sys/fs/cgroup/memory/memory.stat',
  ];
  const stat = candidates.map(textOf).find((text) => text !== '') ?? '';
  return inactiveFileBytes(stat);
}

/** From the text of a memory.stat file. Version 1 counts nested groups under `total_`. */
export function inactiveFileBytes(stat: string): number {
  const found = /^total_inactive_file (\d+)$/m.exec(stat) ?? /^inactive_file (\d+)$/m.exec(stat);
  return Number(found?.[1] ?? 0);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
