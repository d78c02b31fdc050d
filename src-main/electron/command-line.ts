/** What the desktop app was asked. Chromium's own switches may stand between. */
export interface CommandLine {
  /** From `--data DIR`. */
  readonly data: string | undefined;
  /** Prove that the window works, without showing it, and end. */
  readonly smoke: boolean;
  /** Say on stdout when the window can be used. */
  readonly announce: boolean;
}

export function parseCommandLine(args: readonly string[]): CommandLine {
  const position = args.findIndex((arg) => arg === '--data' || arg.startsWith('--data='));
  const found = args[position];
  const data = found === '--data' ? (args[position + 1] ?? '') : found?.slice('--data='.length);
  return { data, smoke: args.includes('--smoke'), announce: args.includes('--announce') };
}

/** Chromium's and Node's doors for debuggers: through them any program of this user could drive the app. */
export const debuggingSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'inspect',
  'inspect-brk',
  'inspect-port',
] as const;
