import { Worker } from 'node:worker_threads';
import type { Kernels } from './kernels.ts';
import type { Allocator } from './heap.ts';

/** Threads that share the work of this one's kernels; see kernels/assembly/team.ts. */
export interface Team {
  /**
   * Asks for so many threads, this one counted, and works with those that are there: helpers need some milliseconds to
   * come. Only between two operations.
   */
  resize(threads: number): void;
  /** Threads that share the work now. */
  readonly threads: number;
  /** Sends the helpers home; resolves when their threads have ended. */
  dismiss(): Promise<void>;
}

export interface TeamOptions {
  /** The memory and the kernels that all threads work with. */
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly kernels: Kernels;
  readonly allocator: Allocator;
}

/** The board of kernels/assembly/team.ts, with room to begin at a cache line. */
const boardBytes = 640;
const lineBytes = 64;

/** A helper has no file of its own: bundlers would move it. It works until it is sent home. */
const helperScript = `
const { memory, module, board } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory, log: Math.log } }).exports.help(board);
`;

interface Crew {
  readonly board: number;
  readonly ended: Promise<unknown>;
  readonly size: number;
}

export function openTeam({ memory, module, kernels, allocator }: TeamOptions): Team {
  let crew: Crew | null = null;
  let leading = 1;
  /** A helper could not be had, as where memory is short; asking again would not help. */
  let failed = false;

  const hire = (size: number): Crew => {
    const block = allocator._malloc(boardBytes) >>> 0;
    const board = Math.ceil(block / lineBytes) * lineBytes;
    new Uint8Array(memory.buffer, board, boardBytes - lineBytes).fill(0);
    const ends = Array.from({ length: size }, () => {
      const worker = new Worker(helperScript, {
        eval: true,
        name: 'descent-helper',
        execArgv: [],
        workerData: { memory, module, board },
      });
      // It must not keep a process alive that has nothing else to do.
      worker.unref();
      worker.on('error', () => {
        failed = true;
      });
      return new Promise((resolve) => void worker.once('exit', resolve));
    });
    const ended = Promise.all(ends).then(() => allocator._free(block));
    return { board, ended, size };
  };
  const dismiss = async (): Promise<void> => {
    const leaving = crew;
    crew = null;
    leading = 1;
    if (leaving === null) return;
    kernels.dismissTeam(leaving.board);
    await leaving.ended;
  };
  return {
    resize: (threads) => {
      const helpers = failed ? 0 : threads - 1;
      if (crew !== null && crew.size !== helpers) void dismiss();
      if (helpers <= 0) return;
      crew ??= hire(helpers);
      if (leading === threads || kernels.helpersReady(crew.board) < helpers) return;
      kernels.leadTeam(crew.board, threads);
      leading = threads;
    },
    get threads() {
      return leading;
    },
    dismiss,
  };
}
