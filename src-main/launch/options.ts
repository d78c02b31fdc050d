import { parseArgs } from 'node:util';

/** What `npm start -- …` was asked. */
export interface LaunchOptions {
  /** From `--data DIR`. */
  readonly data: string | undefined;
  /** Serve the page without opening anything. */
  readonly open: boolean;
  /** Prove that the app works, print one line, end. */
  readonly smoke: boolean;
}

const usage = 'npm start -- [--data DIR] [--no-open] [--smoke]';

/** Gives the options, or in words why they cannot be understood. */
export function parseLaunchOptions(args: readonly string[]): LaunchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        smoke: { type: 'boolean', default: false },
      },
    });
    return { data: values.data, open: !values['no-open'], smoke: values.smoke };
  } catch (thrown) {
    const [message = ''] = thrown instanceof Error ? thrown.message.split('. ', 1) : [];
    return `${message}. Understood is: ${usage}`;
  }
}
