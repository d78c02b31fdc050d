import { setTimeout as wait } from 'node:timers/promises';
import { CodedError } from '#contract/errors.ts';
import { openCore, ownerOf, type Core } from '../../api/core.ts';
import { openBrowser } from '../../serve/open-browser.ts';
import { startServer } from '../../serve/server.ts';
import type { Command, CommandCall } from '../command.ts';
import { coreOptions, ownerAttempts, ownerPauseMs, pageDirectory } from '../open-client.ts';
import { toJson } from '../output.ts';
import { whenAskedToEnd } from '../signals.ts';

export const serveCommand: Command = {
  name: 'serve',
  operands: '',
  summary: 'the window in a browser, on this computer only',
  count: [0, 0],
  options: {
    port: { type: 'string', value: 'N', summary: 'the port (default: any that is free)' },
    'no-open': { type: 'boolean', summary: 'do not open a browser' },
  },
  run: async (call) => {
    const port = readPort(call.text('port'));
    // Listened for from the beginning: whoever reads the first line may end this right away.
    const askedToEnd = whenAskedToEnd();
    const core = await openUnlessOwned(call);
    if (core === null) return openOther(call);
    try {
      const server = await startServer({ core, pageDirectory, port });
      const { url, token } = server;
      core.publish({ url, token });
      const { dataDirectory: dataDir, version } = core;
      announce(call, { url, token, pid: process.pid, dataDir, version }, 'Ctrl+C ends it.');
      const signal = await askedToEnd;
      call.output.say(
        `${signal}: closing. Runs in progress are checkpointed; resume them at the next start.`,
      );
      await core.close();
      await server.close();
      return 0;
    } finally {
      await core.close();
    }
  },
};

interface Announcement {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly version: string;
}

function announce(call: CommandCall, announcement: Announcement, howItEnds: string): void {
  if (call.json) call.output.result(toJson(announcement));
  else
    call.output.say(
      `Descent ${announcement.version} on ${announcement.dataDir}\n\n  ${announcement.url}\n\n${howItEnds}`,
    );
  if (!call.flag('no-open')) openBrowser(announcement.url, announcement.dataDir);
}

/** Null where another process owns the data and can be reached; one that is just starting or ending is waited for. */
async function openUnlessOwned(call: CommandCall): Promise<Core | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return openCore(coreOptions(call.dataDirectory, 'serve'));
    } catch (thrown) {
      if (!(thrown instanceof CodedError) || thrown.code !== 'conflict') throw thrown;
      if ((ownerOf(call.dataDirectory)?.url ?? null) !== null) return null;
      if (attempt === ownerAttempts) throw thrown;
      await wait(ownerPauseMs);
    }
  }
}

/** A second start attaches to the first: it opens the first one's page and leaves. */
function openOther(call: CommandCall): number {
  const owner = ownerOf(call.dataDirectory);
  if (owner === null || owner.url === null || owner.token === null) {
    throw new CodedError('conflict', `Another Descent was just using ${call.dataDirectory}. Try again.`);
  }
  const { url, token, pid, version } = owner;
  // A launcher that reads the address opens it itself, and says so.
  if (!call.json) {
    const then = call.flag('no-open') ? 'this is its address' : 'its page is opened in the browser';
    call.output.say(`Descent is running on this data already (process ${pid}); ${then}.`);
  }
  announce(
    call,
    { url, token, pid, dataDir: call.dataDirectory, version },
    'It ends where it was started; this command is done.',
  );
  return 0;
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CodedError('invalid_input', `--port ${text} has to be a whole number from 0 to 65535.`);
}
