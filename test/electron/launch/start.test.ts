import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownerOf } from '../../../src-main/api/core.ts';
import { temporaryDirectory } from '../../support/serve-process.ts';

const script = join(resolve(import.meta.dirname, '..', '..', '..'), 'src-main', 'launch.mjs');

describe.runIf(process.platform !== 'win32')('npm start', () => {
  let data: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => (data = temporaryDirectory()));
  afterEach(() => data.remove());

  const start = () => {
    const child = spawn(process.execPath, [script, '--no-open', '--data', data.path], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    const address = Promise.withResolvers<string>();
    createInterface({ input: child.stderr }).on('line', (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(line)?.[0];
      if (url !== undefined) address.resolve(url);
    });
    return { child, exited, address: address.promise };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'serves the page and ends in order at %s',
    async (signal) => {
      const { child, exited, address } = start();
      const { status } = await fetch(await address);
      child.kill(signal);
      expect([status, await exited, ownerOf(data.path)]).toEqual([200, 0, null]);
    },
  );

  it('takes a signal that comes twice at once, as npm sends it, for one', async () => {
    const { child, exited, address } = start();
    await address;
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect([await exited, ownerOf(data.path)]).toEqual([0, null]);
  });

  it('shows a second start the page of the first, and lets it go', async () => {
    const first = start();
    const url = await first.address;
    const second = start();
    expect([await second.address, await second.exited]).toEqual([url, 0]);
    first.child.kill('SIGINT');
    await first.exited;
  });

  it('says in one line what it does not understand', async () => {
    const child = spawn(process.execPath, [script, '--opne'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (text: Buffer) => (words += text.toString()));
    const [code] = await once(child, 'close');
    expect([code, words.trim().split('\n').length]).toEqual([2, 1]);
  });
});
