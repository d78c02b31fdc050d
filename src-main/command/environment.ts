import { say } from '#contract/sentence.ts';
import type { CommandSpec } from '#contract/sweep/command.ts';
import type { Params } from '#contract/param.ts';
import { inputError } from '../base/input-error.ts';
import { asText, type TrialPlace } from './arguments.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What programs need to start and to find their files; no more of Descent's own environment is passed on unasked. */
const needed = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'NUMBER_OF_PROCESSORS',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'CUDA_VISIBLE_DEVICES',
] as const;

const secretName =
  /(^|_)(API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(_|$)|TOKEN|SECRET|PASSWORD/i;

/** Whether a variable of this name is likely to hold something that is not to be kept. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Options in arguments that look like secrets, which are kept with the sweep as they are. */
export function secretOptions(argv: readonly string[]): readonly string[] {
  return argv.flatMap((argument, place) => {
    const option = /^--?([\w-]+)(?:=(.*))?$/.exec(argument);
    const value = option?.[2] ?? argv[place + 1] ?? '';
    const name = option?.[1]?.replaceAll('-', '_') ?? '';
    // A number is no secret: --max-tokens=100.
    const isText =
      value !== '' && !value.startsWith('-') && !value.startsWith('{') && Number.isNaN(Number(value));
    return isSecretName(name) && isText ? [argument.split('=')[0] ?? argument] : [];
  });
}

/**
 * Throws `invalid_input` for a variable that looks like a secret and would be kept with the sweep, and for one to be
 * passed on that Descent's own environment does not have.
 */
export function checkEnvironment(
  command: Pick<CommandSpec, 'environment' | 'inherit'>,
  own: Environment,
): void {
  for (const name of Object.keys(command.environment ?? {})) {
    if (isSecretName(name)) throw inputError(`command.environment.${name}`, say('command.secret', { name }));
  }
  for (const [place, name] of (command.inherit ?? []).entries()) {
    if (own[name] === undefined)
      throw inputError(`command.inherit.${place}`, say('command.notSet', { name }));
  }
}

/** The environment of a trial's command: what it needs, what was asked for, and the trial's params. */
export function environmentOf(
  command: Pick<CommandSpec, 'environment' | 'inherit'>,
  params: Params,
  { sweep, trial, seed, folder, paramsFile }: TrialPlace & { readonly paramsFile: string },
  own: Environment,
): Record<string, string> {
  const passedOn = [...needed, ...(command.inherit ?? [])].flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passedOn),
    // Else Python keeps what it prints until its end, and nothing could be pruned.
    PYTHONUNBUFFERED: '1',
    ...command.environment,
    DESCENT_SWEEP: String(sweep),
    DESCENT_TRIAL: String(trial),
    DESCENT_SEED: String(seed),
    DESCENT_FOLDER: folder,
    DESCENT_PARAMS_FILE: paramsFile,
    DESCENT_PARAMS: JSON.stringify(params),
    ...Object.fromEntries(
      Object.entries(params).map(([name, value]) => [`DESCENT_PARAM_${variableName(name)}`, asText(value)]),
    ),
  };
}

/** Values that must not show up in what is kept of the output. */
export function secretsOf(command: Pick<CommandSpec, 'inherit'>, own: Environment): readonly string[] {
  return (command.inherit ?? []).flatMap((name) => {
    const value = own[name];
    // Shorter ones would take words out of every text.
    return isSecretName(name) && value !== undefined && value.length >= 6 ? [value] : [];
  });
}

/** `optimizer.learningRate` is `OPTIMIZER_LEARNINGRATE`. */
function variableName(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
