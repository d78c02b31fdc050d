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
