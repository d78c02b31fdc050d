import { describe, expect, it } from 'vitest';
import { createQuit } from '../../src-main/electron/quit.ts';

describe('quitting', () => {
  it('closes the core, then exits, when no run is in progress', async () => {
    const app = start({ running: 0 });
    app.quit.beforeQuit(app.event);
    expect(await app.exited).toEqual(['held up', 'closed', 'exit 0']);
  });

  it('asks when runs are in progress, and closes after a yes', async () => {
    const app = start({ running: 2, answer: async () => true });
    app.quit.beforeQuit(app.event);
    expect(await app.exited).toEqual(['held up', 'asked about 2', 'closed', 'exit 0']);
  });

  it('goes on after a no, and asks again the next time', async () => {
    const answers = [false, true];
    const app = start({ running: 1, answer: async () => answers.shift() ?? true });
    app.quit.beforeQuit(app.event);
    await new Promise(setImmediate);
    app.quit.beforeQuit(app.event);
    expect(await app.exited).toEqual([
      ...['held up', 'asked about 1', 'held up', 'asked about 1'],
      ...['closed', 'exit 0'],
    ]);
  });

  it('does not ask twice at once', async () => {
    const answer = Promise.withResolvers<boolean>();
    const app = start({ running: 1, answer: () => answer.promise });
    app.quit.beforeQuit(app.event);
    app.quit.beforeQuit(app.event);
    answer.resolve(true);
    expect(await app.exited).toEqual(['held up', 'asked about 1', 'held up', 'closed', 'exit 0']);
  });

  it('closes once, however often it is asked while it closes', async () => {
    const app = start({ running: 0 });
    app.quit.beforeQuit(app.event);
    app.quit.beforeQuit(app.event);
    app.quit.withoutAsking();
    expect(await app.exited).toEqual(['held up', 'closed', 'held up', 'exit 0']);
  });

  it('waits for no answer when a signal comes, even while it asks', async () => {
    const app = start({ running: 1, answer: () => new Promise(() => undefined) });
    app.quit.beforeQuit(app.event);
    app.quit.withoutAsking();
    expect(await app.exited).toEqual(['held up', 'asked about 1', 'closed', 'exit 0']);
  });

  it('quits when the question cannot be shown', async () => {
    const app = start({ running: 1, answer: () => Promise.reject(new Error('no display')) });
    app.quit.beforeQuit(app.event);
    expect((await app.exited).at(-1)).toBe('exit 0');
  });

  it('exits with 1 when closing fails', async () => {
    const app = start({ running: 0, close: () => Promise.reject(new Error('the disk is gone')) });
    app.quit.beforeQuit(app.event);
    expect(await app.exited).toEqual(['held up', 'exit 1']);
  });
});

function start(options: { running: number; answer?: () => Promise<boolean>; close?: () => Promise<void> }) {
  const log: string[] = [];
  const exited = Promise.withResolvers<readonly string[]>();
  const quit = createQuit({
    running: () => options.running,
    ask: (running) => {
      log.push(`asked about ${running}`);
      return options.answer?.() ?? Promise.resolve(true);
    },
    close: options.close ?? (async () => void log.push('closed')),
    exit: (code) => {
      log.push(`exit ${code}`);
      exited.resolve(log);
    },
  });
  return { quit, event: { preventDefault: () => void log.push('held up') }, exited: exited.promise };
}
