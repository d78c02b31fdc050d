import { afterEach, describe, expect, it } from 'vitest';
import type { WorkerClient } from '../../src-main/worker/client.ts';
import { createPool } from '../../src-main/worker/pool.ts';
import { script, scriptedClient } from '../support/workers.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

function client(options: Parameters<typeof scriptedClient>[0] = {}): WorkerClient {
  const made = scriptedClient(options);
  open.push(made);
  return made;
}

const about = (target: string) => ({ dataset: { source: { kind: 'sample' as const, name: 'x' }, target } });

describe('a worker client, over real threads', () => {
  it('is starting, then ready, then closed', async () => {
    const worker = client();
    expect(worker.state).toBe('starting');
    await worker.ready;
    expect(worker.state).toBe('ready');
    await worker.close();
    expect(worker.state).toBe('closed');
  });

  it('takes a job before it is ready', async () => {
    expect(await client().run('describe', about('a')).result).toBe('described a');
  });

  it('passes the error of a job on with its code', async () => {
    await expect(client().run('engines', {}).result).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses an answer to another question', async () => {
    await expect(client().run('describe', about('other')).result).rejects.toThrow(
      'The worker answered "plan" to "describe".',
    );
  });

  it('rejects everything pending when the worker dies, and everything asked afterwards', async () => {
    const worker = client();
    const pending = [
      worker.run('describe', about('slow')).result,
      worker.run('describe', about('exit')).result,
    ];
    const reason = { code: 'worker_died', message: 'The worker ended by itself with exit code 3.' };
    for (const result of await Promise.allSettled(pending)) {
      expect(result).toMatchObject({ status: 'rejected', reason });
    }
    expect(worker.state).toBe('failed');
    await expect(worker.run('describe', about('a')).result).rejects.toMatchObject(reason);
  });

  it('rejects what is pending with the reason for which it was closed', async () => {
    const worker = client();
    const { result } = worker.run('train', { spec: script('silent') });
    const rejected = expect(result).rejects.toMatchObject({ code: 'cancelled' });
    await worker.close();
    await rejected;
  });

  it('ends a worker that gives no sign of life', async () => {
    const worker = client({ silenceMs: 200 });
    await expect(worker.run('train', { spec: script('loop') }).result).rejects.toThrow('no sign of life');
    expect(worker.state).toBe('failed');
  });
});

describe('the pool', () => {
  function pool() {
    let made = 0;
    const openWorker = (): WorkerClient => {
      made++;
      return scriptedClient();
    };
    const opened = createPool({ openWorker, cancelGraceMs: 5 });
    open.push(opened);
    return { pool: opened, made: () => made };
  }

  it('answers one after the other from one warm worker', async () => {
    const { pool: all, made } = pool();
    all.warm();
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => all.run('describe', about(name))));
    expect(answers).toEqual(['described a', 'described b', 'described c']);
    expect(made()).toBe(1);
  });

  it('takes a new worker after one died', async () => {
    const { pool: all, made } = pool();
    await expect(all.run('describe', about('exit'))).rejects.toMatchObject({ code: 'worker_died' });
    expect(await all.run('describe', about('a'))).toBe('described a');
    expect(made()).toBe(2);
  });

  it('cancels at once, and a job that goes on holds the next up only for the grace', async () => {
    const { pool: all, made } = pool();
    const cancel = new AbortController();
    const slow = all.run('describe', about('slow'), cancel.signal);
    const next = all.run('describe', about('a'));
    // Its turn comes at once, but not before this.
    await new Promise((resolve) => setImmediate(resolve));
    cancel.abort();
    await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
    expect(await next).toBe('described a');
    expect(made()).toBe(2);
  });

  it('never starts what was cancelled while it waited', async () => {
    const { pool: all, made } = pool();
    const cancel = new AbortController();
    const first = all.run('describe', about('a'));
    const second = all.run('describe', about('exit'), cancel.signal);
    cancel.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect([await first, await all.run('describe', about('b')), made()]).toEqual([
      'described a',
      'described b',
      1,
    ]);
  });
});
