import { existsSync } from 'node:fs';
import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { isPlatformDirectory } from '../../base/data-directory.ts';
import type { CommandCall } from '../command.ts';
import { openClient } from '../open-client.ts';

/**
 * Opens a client for one short command and closes it, whatever happens. Throws as `requireDataDirectory`
 * does, and `disconnected` when the process that has the data ends meanwhile.
 */
export async function withClient<T>(
  call: CommandCall,
  need: 'read' | 'write',
  work: (client: Client) => Promise<T>,
): Promise<T> {
  requireDataDirectory(call.dataDirectory);
  return withFirstClient(call, need, work);
}

/** The same for commands that need no runs, and may be the first that somebody tries: it makes what is missing. */
export async function withFirstClient<T>(
  call: CommandCall,
  need: 'read' | 'write',
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const opened = await openClient(call.dataDirectory, need);
  try {
    return await Promise.race([work(opened.client), opened.lost]);
  } finally {
    await opened.close();
  }
}

/**
 * For commands about runs that there are: throws `not_found` where there is no data directory. Made by a slip in its
 * name, an empty one would look like lost data.
 */
export function requireDataDirectory(directory: string): void {
  if (existsSync(directory)) return;
  throw new CodedError(
    'not_found',
    isPlatformDirectory(directory)
      ? `Nothing has been trained yet: ${directory} is made at the first start. Try: descent train iris`
      : `There is no data directory ${directory}. Check its name, after --data or in DESCENT_DATA.`,
  );
}
