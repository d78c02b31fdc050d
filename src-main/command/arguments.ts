import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import type { ParamValue, Params } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../base/input-error.ts';

/** What a trial tells its command beside its params. */
export interface TrialPlace {
  readonly sweep: number;
  readonly trial: number;
  /** Another one for each repetition of the same params; 0 for the first. */
  readonly seed: number;
  /** A folder of its own, empty when the command starts. */
  readonly folder: string;
}

/** Placeholders that are no params: the trial's number, its seed, its folder, a JSON file of all params, all as --name=value. */
const builtIn = ['trial', 'seed', 'sweep', 'folder', 'params', 'args'] as const;
const placeholder = /\{\{|\}\}|\{([A-Za-z_][\w.-]*)\}/g;

/**
 * Refuses placeholders that stand for nothing, with the nearest param, and files that only a shell can run. Throws
 * `invalid_input` at `command.argv.N`. Gives the params that no argument names.
 */
export function checkArguments(argv: readonly string[], names: readonly string[]): readonly string[] {
  const [program = ''] = argv;
  if (program.trim() === '') throw inputError('command.argv.0', say('command.noProgram'));
  if (/\.(bat|cmd)$/i.test(program))
    throw inputError('command.argv.0', say('command.shellOnly', { program }));
  const used = new Set<string>();
  for (const [place, argument] of argv.entries()) {
    for (const name of placeholdersOf(argument)) {
      used.add(name);
      if (names.includes(name) || isBuiltIn(name)) continue;
      const near = nearest(name, names);
      throw inputError(
        `command.argv.${place}`,
        say('command.unknownPlaceholder', { name, near: near ?? 'none', known: names }),
        near === undefined ? undefined : near,
      );
    }
  }
  return used.has('params') || used.has('args') ? [] : names.filter((name) => !used.has(name));
}

/**
 * The arguments of a trial. An argument that is a placeholder of a param without a value is left out, with the option
 * before it; one that holds more is refused with `conflict`, since nobody could say what is meant.
 */
export function fillArguments(
  argv: readonly string[],
  params: Params,
  place: TrialPlace & { readonly paramsFile: string },
): readonly string[] {
  const filled: string[] = [];
  for (const [index, argument] of argv.entries()) {
    if (argument === '{args}') {
      filled.push(...Object.entries(params).map(([name, value]) => `--${name}=${asText(value)}`));
      continue;
    }
    const missing = placeholdersOf(argument).filter(
      (name) => !isBuiltIn(name) && !Object.hasOwn(params, name),
    );
    if (missing.length === 0) filled.push(fill(argument, params, place));
    else if (isAlone(argument) && isOption(argv[index - 1])) filled.pop();
    else if (!isAlone(argument) && !isOption(argument)) {
      throw new CodedError('conflict', say('command.missingParam', { argument, name: missing[0] ?? '' }));
    }
  }
  return filled;
}

/** How a value stands in an argument or an environment variable. */
export function asText(value: ParamValue): string {
  return String(value);
}

function fill(
  argument: string,
  params: Params,
  { sweep, trial, seed, folder, paramsFile }: TrialPlace & { readonly paramsFile: string },
): string {
  const own: Readonly<Record<string, string>> = {
    trial: String(trial),
    seed: String(seed),
    sweep: String(sweep),
    folder,
    params: paramsFile,
  };
  return argument.replace(placeholder, (whole, name: string | undefined) => {
    if (name === undefined) return whole[0] ?? '';
    return Object.hasOwn(params, name) ? asText(params[name] ?? null) : (own[name] ?? whole);
  });
}

function placeholdersOf(argument: string): readonly string[] {
  return [...argument.matchAll(placeholder)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

function isBuiltIn(name: string): boolean {
  return builtIn.some((known) => known === name);
}

function isAlone(argument: string): boolean {
  return /^\{[^{}]+\}$/.test(argument);
}

function isOption(argument: string | undefined): boolean {
  return argument?.startsWith('-') === true;
}
