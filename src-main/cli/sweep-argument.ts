import { dirname, isAbsolute, resolve } from 'node:path';
import { isObject } from '#contract/objects.ts';
import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import { sweepSpecSchema, type SweepSpecInput } from '#contract/sweep/sweep.ts';
import type { Sample } from '#contract/sample.ts';
import { readJsonObject, readSpecArgument, withAbsolutePath } from './spec-argument.ts';

/**
 * The spec of a sweep in a JSON file. Relative paths, of a command's folder and of a training's data, are meant from
 * the file's folder, where a command works when it names none. A training may be named by a sample. Throws
 * `not_found`, and `invalid_input` naming every place that is wrong.
 */
export function readSweepArgument(path: string, samples: readonly Sample[]): SweepSpecInput {
  const document = readJsonObject(path, 'sweep spec');
  const folder = dirname(resolve(path));
  const { command, training } = document;
  const absolute = {
    ...document,
    ...(isObject(command) ? { command: { ...command, cwd: folderOf(command, folder) } } : {}),
    ...(isObject(training) ? { training: withAbsolutePath({ ...training }, folder) } : {}),
    ...(typeof training === 'string' ? { training: readSpecArgument(training, samples) } : {}),
  };
  // What is refused is refused before anything is opened; the document itself is what is sent.
  parse(sweepSpecSchema, absolute, 'The sweep spec');
  return absolute as SweepSpecInput;
}

/** The arguments of a sweep's command, as they are written; to be confirmed by whoever starts it. */
export function argvOf({ command }: SweepSpecInput): { readonly confirmed?: string[] } {
  return command === undefined ? {} : { confirmed: command.argv };
}

/** Throws `invalid_input` for what is no number of a sweep. */
export function sweepNumber(text: string): number {
  const sweep = Number(text);
  if (/^\d+$/.test(text) && sweep >= 1) return sweep;
  throw new CodedError('invalid_input', `"${text}" is no number of a sweep. See: descent sweeps`);
}

function folderOf(command: Readonly<Record<string, unknown>>, folder: string): unknown {
  const { cwd } = command;
  if (cwd === undefined) return folder;
  return typeof cwd === 'string' && !isAbsolute(cwd) ? resolve(folder, cwd) : cwd;
}
