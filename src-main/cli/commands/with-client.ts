import type { Client } from '#contract/client.ts';
import type { CommandCall } from '../command.ts';
import { openClient } from '../open-client.ts';

/** Opens a client for one short command and closes it, whatever happens. */
export async function withClient<T>(
  call: CommandCall,
  need: 'read' | 'write',
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const opened = await openClient(call.dataDirectory, need);
  try {
    return await work(opened.client);
  } finally {
    await opened.close();
  }
}
