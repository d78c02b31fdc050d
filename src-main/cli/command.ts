import { parseArgs } from 'node:util';
import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import type { Output } from './output.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** May be given several times. */
  readonly multiple?: boolean;
  /** How its value is called in the help: PORT. */
  readonly value?: string;
  readonly summary: string;
}

export interface Command {
  readonly name: string;
  /** Words after the name: `SAMPLE|SPEC.json`. */
  readonly operands: string;
  readonly summary: string;
  /** How many operands there may be. */
  readonly count: readonly [least: number, most: number];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Gives the exit code: 0 only on success. */
  run(call: CommandCall): Promise<number>;
}

export interface CommandCall {
  readonly operands: readonly string[];
  readonly dataDirectory: string;
  readonly json: boolean;
  readonly output: Output;
  /** The value of an option that takes one; undefined where it was not given. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

/** Every command takes these. */
export const commonOptions = {
  data: {
    type: 'string',
    value: 'DIR',
    summary: 'the data directory (default: DESCENT_DATA, else the platform’s)',
  },
  json: { type: 'boolean', summary: 'results as JSON' },
  help: { type: 'boolean', summary: 'this text' },
} as const satisfies Record<string, OptionSpec>;

export interface ParsedCommand {
  readonly operands: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

/** Throws `invalid_input` with the nearest known option, or with how many operands there have to be. */
export function parseCommand(command: Command, args: readonly string[]): ParsedCommand {
  const options = { ...commonOptions, ...command.options };
  for (const arg of args) {
    const name = /^--(?:no-)?([\w-]+)/.exec(arg)?.[0]?.slice(2);
    if (arg === '--') break;
    if (name !== undefined && !Object.hasOwn(options, name)) throw unknownOption(name, command, options);
  }
  const parsed = parse(command, args, options);
  const [least, most] = command.count;
  const given = parsed.positionals.length;
  if (parsed.values['help'] !== true && (given < least || given > most)) {
    const wanted =
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `at least ${least}`
          : `${least} to ${most}`;
    throw new CodedError(
      'invalid_input',
      `descent ${command.name} takes ${wanted} of ${command.operands === '' ? 'nothing' : command.operands}, not ${given}. See: descent ${command.name} --help`,
    );
  }
  return { operands: parsed.positionals, values: parsed.values };
}

function parse(command: Command, args: readonly string[], options: Readonly<Record<string, OptionSpec>>) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple }]) => [
      name,
      { type, multiple: multiple ?? false },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true, strict: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.message.split('\n', 1)[0] ?? '') : String(thrown);
    throw new CodedError('invalid_input', `${message} See: descent ${command.name} --help`);
  }
}

function unknownOption(
  name: string,
  command: Command,
  options: Readonly<Record<string, OptionSpec>>,
): CodedError {
  const near = nearest(name, Object.keys(options));
  const hint = near === undefined ? `See: descent ${command.name} --help` : `Did you mean --${near}?`;
  return new CodedError('invalid_input', `descent ${command.name} knows no option --${name}. ${hint}`);
}

export function commandHelp(command: Command): string {
  const operands = command.operands === '' ? '' : ` ${command.operands}`;
  const lines = Object.entries({ ...command.options, ...commonOptions }).map(
    ([name, option]: [string, OptionSpec]) => {
      const flag = `--${name}${option.value === undefined ? '' : ` ${option.value}`}`;
      return `  ${flag.padEnd(22)} ${option.summary}`;
    },
  );
  return [`descent ${command.name}${operands} [options]`, '', command.summary, '', ...lines].join('\n');
}
