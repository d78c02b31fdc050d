import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './measure.ts';

/** Who trains beside whom. */
export interface Rival {
  readonly name: string;
  /** What a line of the bench says of it. */
  readonly words: string;
  /** Null where it is not on this machine. */
  measure(shape: string, seconds: number): Measured | null;
}

const cores = availableParallelism();
/** Debian's; a Python of one's own seldom has PyTorch with OpenBLAS. */
const python = '/usr/bin/python3';

export const rivals: readonly Rival[] = [
  descent('stock', 'stock', 1, 'TensorFlow.js wasm as it comes, one core'),
  descent('one core', 'embedded', 1, 'one core'),
  descent('', 'embedded', cores, `${cores} cores`),
  descent('native', 'native', cores, `${cores} cores`),
  descent('cuda', 'cuda', 1, 'a GPU'),
  descent('webgpu', 'webgpu', 1, 'a GPU'),
  pytorch(1),
  ...(cores > 1 ? [pytorch(cores)] : []),
];

/** Who trains on a GPU. Debian's PyTorch has no CUDA: the Python of the user's path may have one that has. */
export const gpuRivals: readonly Rival[] = [
  ...rivals.filter(({ words }) => words === 'a GPU'),
  {
    name: 'pytorch cuda',
    words: 'PyTorch, eager, on the same GPU',
    measure: (shape, seconds) => measured(runJson('python3', 'pytorch.py', [shape, 1, seconds, 'cuda'])),
  },
];

/** Why an engine was not measured, by its name here. */
export const missing = new Map<string, string>();

function isMissing(answer: unknown): answer is { readonly missing: string } {
  return answer !== null && typeof answer === 'object' && 'missing' in answer;
}

/** TensorFlow.js in plain JavaScript takes seconds for a step of the larger shapes; a few are enough. */
export const slowest = descent('javascript', 'javascript', 1, 'TensorFlow.js cpu, one core');

export function runJson(command: string, script: string, args: readonly (string | number)[]): unknown {
  const child = spawnSync(command, [join(import.meta.dirname, script), ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (child.error !== undefined) return null;
  const line = child.stdout.trim().split('\n').at(-1) ?? '';
  return child.status === 0 && line.startsWith('{') ? JSON.parse(line) : null;
}

function descent(name: string, engine: string, threads: number, words: string): Rival {
  return {
    name,
    words,
    measure: (shape, seconds) => {
      const answer = runJson(process.execPath, 'measure.ts', [engine, shape, threads, seconds]);
      if (isMissing(answer)) missing.set(name, answer.missing);
      return measured(answer);
    },
  };
}

function pytorch(threads: number): Rival {
  return {
    name: `pytorch ${threads}`,
    words: `PyTorch on ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    measure: (shape, seconds) =>
      existsSync(python) ? measured(runJson(python, 'pytorch.py', [shape, threads, seconds])) : null,
  };
}

function measured(answer: unknown): Measured | null {
  // Printed by the files of this folder.
  return answer !== null && typeof answer === 'object' && 'stepsPerSecond' in answer
    ? (answer as Measured)
    : null;
}
