import { parseArgs } from 'node:util';

/** What `npm start -- …` was asked. */
export interface LaunchOptions {
  /** From `--data DIR`. */
  readonly data: string | undefined;
  /** Serve the page without opening anything. */
  readonly open: boolean;
  /** Prove that the app works, print one line, end. */
  readonly smoke: boolean;
  /** Say what there is to choose, and end. */
  readonly help: boolean;
}

const usage = 'npm start -- [--data DIR] [--no-open] [--smoke]';

/** What `npm start -- --help` shows. */
export const launchHelp = `${usage}

Opens Descent: the desktop app, or the same app in a browser where that cannot run.

  --data DIR   the data directory (default: DESCENT_DATA, else the platform’s)
  --no-open    serve the page without opening a window
  --smoke      prove that the app works, print one line and end
  --help       this text

Everything else on the command line: npx descent --help`;

/** Gives the options, or in words why they cannot be understood. */
export function parseLaunchOptions(args: readonly string[]): LaunchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        smoke: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { data: values.data, open: !values['no-open'], smoke: values.smoke, help: values.help };
  } catch (thrown) {
    const [message = ''] = thrown instanceof Error ? thrown.message.split('. ', 1) : [];
    return `${message}. Understood is: ${usage}`;
  }
}
