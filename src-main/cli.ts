import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import { version } from './api/version.ts';
import { dataDirectory } from './base/data-directory.ts';
import { commandHelp, parseCommand, type Command, type CommandCall } from './cli/command.ts';
import { commands } from './cli/commands/index.ts';
import { standardOutput, toJson, type Output } from './cli/output.ts';

/** The command line: finds the command, runs it, puts errors into words. Gives the exit code; 0 only on success. */
export async function main(args: readonly string[], output: Output = standardOutput()): Promise<number> {
  const [name, ...rest] = args;
  const about = rest.find((word) => !word.startsWith('-'));
  const asksHelp = name !== undefined && isHelpWord(name);
  // Options before any command belong to none: with --help among them, it is about all commands.
  const optionFirst = (asksHelp ? rest[0] : name)?.startsWith('-') === true;
  const asksOverview = (asksHelp && about === undefined) || (optionFirst && args.some(isHelpWord));
  if (name === undefined || asksOverview) {
    (name === undefined ? output.say : output.result)(overview());
    return name === undefined ? 1 : 0;
  }
  if (name === '--version' || name === '-v') {
    output.result(version);
    return 0;
  }
  try {
    if (!asksHelp) return await runCommand(findCommand(name), rest, output);
    output.result(commandHelp(findCommand(about ?? '')));
    return 0;
  } catch (thrown) {
    return report(thrown, rest.includes('--json'), output);
  }
}

function isHelpWord(word: string): boolean {
  return word === 'help' || word === '--help' || word === '-h';
}

async function runCommand(command: Command, args: readonly string[], output: Output): Promise<number> {
  const { operands, values } = parseCommand(command, args);
  if (values['help'] === true) {
    output.result(commandHelp(command));
    return 0;
  }
  const text = (option: string): string | undefined => {
    const value = values[option];
    return typeof value === 'string' ? value : undefined;
  };
  const call: CommandCall = {
    operands,
    dataDirectory: dataDirectory({ chosen: text('data') }),
    json: values['json'] === true,
    output,
    text,
    texts: (option) => {
      const value = values[option];
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag: (option) => values[option] === true,
  };
  return command.run(call);
}

function findCommand(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    commands.map((command) => command.name),
  );
  const hint = near === undefined ? 'See: descent --help' : `Did you mean descent ${near}?`;
  throw new CodedError('invalid_input', `There is no command "${name}". ${hint}`);
}

/** A person reads the message; a script that asked for JSON gets the code too. A fault of ours shows its stack. */
function report(thrown: unknown, json: boolean, output: Output): number {
  if (thrown instanceof CodedError) {
    const { code, message, details } = thrown;
    if (json)
      output.result(toJson({ error: { code, message, ...(details === undefined ? {} : { details }) } }));
    output.say(`descent: ${message}`);
  } else {
    output.say(
      `descent: something went wrong inside Descent.\n${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    );
  }
  return 1;
}

function overview(): string {
  const lines = commands.map(
    ({ name, operands, summary }) => `  ${`${name} ${operands}`.trim().padEnd(30)} ${summary}`,
  );
  return [
    `Descent ${version}: trains models on this computer and keeps every point.`,
    '',
    'descent COMMAND [options]',
    '',
    ...lines,
    '',
    'Every command takes --data DIR, --json and --help (or: descent help COMMAND). Without a window yet? npm start',
  ].join('\n');
}
