import type { Client } from '#contract/client.ts';
import type { Connection, ConnectionStatus } from '../client/connection.ts';

let attached: Connection | null = null;
let status = $state<ConnectionStatus>('connecting');

/** The one connection of the window, given by main.ts before anything is shown. */
export const connection = {
  get client(): Client {
    if (attached === null) throw new Error('The connection is used before main.ts has attached it.');
    return attached.client;
  },
  get status(): ConnectionStatus {
    return status;
  },
  attach(connection: Connection): void {
    attached = connection;
    status = connection.status;
    connection.onStatus((next) => {
      status = next;
    });
  },
  retry(): void {
    attached?.retry();
  },
};
