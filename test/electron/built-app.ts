/**
 * Runs the built main script in plain Node on a double of Electron: `node built-app.ts DATA_DIRECTORY`. Trains iris from
 * its window and prints how the run ended, how the app did, and which engine trained.
 */
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectBridge } from '../../src-renderer/client/preload-bridge.ts';
import { electron } from './electron-module.ts';

const root = resolve(import.meta.dirname, '..', '..');
const [directory = ''] = process.argv.slice(2);

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: pathToFileURL(join(import.meta.dirname, 'electron-module.ts')).href, shortCircuit: true }
      : next(specifier, context),
});
process.argv = ['electron', '.', '--data', directory];
// The build has the exports of src-main/electron/main.ts.
const built = (await import(pathToFileURL(join(root, 'out', 'main', 'main.js')).href)) as {
  started: Promise<void>;
};
electron.evaluated();
await built.started;

const [window] = electron.windows;
if (window === undefined) throw new Error('no window was opened');
const { client } = connectBridge(window.ipc.bridge('first'));
const samples = await client.call('samples.list', {});
const iris = samples.find(({ name }) => name === 'iris');
if (iris === undefined) throw new Error('there is no sample iris');
const started = await client.call('runs.start', { spec: iris.spec });
const ended = Promise.withResolvers<string>();
client.subscribe(`run:${started.run}`, (event) => {
  if ('state' in event && !['waiting', 'running'].includes(event.state)) ended.resolve(event.state);
});
const state = await ended.promise;
const { engine } = await client.call('runs.show', { run: started.run });
electron.app.emit('before-quit', { preventDefault: () => undefined });
const code = await electron.exited;
process.stdout.write(`${JSON.stringify({ state, code, engine })}\n`);
