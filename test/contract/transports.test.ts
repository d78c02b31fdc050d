import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { connectInProcess } from '../../src-main/api/in-process.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { startServer } from '../../src-main/serve/server.ts';
import { describeTransport } from './transport-suite.ts';

describeTransport('in process', async (core) => {
  const client = connectInProcess(core);
  return { client, close: async () => client.close() };
});

describeTransport('WebSocket', async (core) => {
  const server = await startServer({ core, pageDirectory: null });
  const client = await attach(server);
  return {
    client,
    close: async () => {
      client.close();
      await server.close();
    },
  };
});

it('a Descent of another version is told from one that does not answer', async () => {
  let status = 426;
  const server = createServer();
  server.on('upgrade', (_request, socket) =>
    socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\n\r\n`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A TCP server that listens has an address with a port.
  const address = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: 'token' };
  await expect(attach(address)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('is of another version') as string,
  });
  status = 500;
  await expect(attach(address)).rejects.toMatchObject({ code: 'disconnected' });
});
