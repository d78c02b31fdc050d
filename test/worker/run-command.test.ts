import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOrphan, signalGroup } from '../../src-main/command/process-group.ts';
import { processBeginning } from '../../src-main/command/process-identity.ts';
import { runCommand, type CommandToRun, type RunningCommand } from '../../src-main/command/run-command.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

let files: ReturnType<typeof temporaryFiles>;
beforeEach(() => {
  files = temporaryFiles();
});
afterEach(() => files.remove());

/** Runs a program of Node's. */
function run(
  source: string,
  more: Partial<CommandToRun> = {},
): RunningCommand & { readonly lines: string[] } {
  const lines: string[] = [];
  const running = runCommand({
    argv: [process.execPath, files.write('program.mjs', source)],
    cwd: files.folder,
    environment: { PATH: process.env['PATH'] ?? '' },
    graceMs: 300,
    onLine: (line) => lines.push(line),
    ...more,
  });
  return { ...running, lines };
}

const isAlive = (pid: number): boolean => processBeginning(pid) !== null;
const until = (fits: () => boolean) => expect.poll(fits).toBe(true);

describe.skipIf(process.platform === 'win32')('a command', () => {
  it('tells its lines and its exit code, and works in its folder', async () => {
    const running = run(`console.log(process.cwd()); console.error('oh'); process.exit(3);`);
    expect(await running.ended).toMatchObject({ exitCode: 3, asked: false, notStarted: null });
    expect(running.lines).toEqual([files.folder]);
    expect(running.output()).toContain('oh');
  });

  it('gets the environment that it was given and nothing else', async () => {
    const running = run(`console.log(JSON.stringify(Object.keys(process.env).sort()));`, {
      environment: { PATH: '/bin', ONE: '1' },
    });
    await running.ended;
    // macOS adds one of its own.
    const names = (JSON.parse(running.lines[0] ?? '[]') as string[]).filter(
      (name) => !name.startsWith('__CF'),
    );
    expect(names).toEqual(['ONE', 'PATH']);
  });

  it('that is not there is told by the system’s own reason', async () => {
    const { ended, pid } = run('', { argv: ['no-such-program-anywhere'] });
    expect(await ended).toMatchObject({ notStarted: 'ENOENT', exitCode: null });
    expect(pid).toBeNull();
  });

  it('can end in good order when it is asked to', async () => {
    const running = run(`
      process.on('SIGTERM', () => { console.log('saved'); process.exit(0); });
      console.log('begun'); setInterval(() => {}, 1000);`);
    await until(() => running.lines.includes('begun'));
    running.stop();
    expect(await running.ended).toMatchObject({ exitCode: 0, asked: true });
    expect(running.lines).toEqual(['begun', 'saved']);
  });

  it('that does not end is ended, with all that it started', async () => {
    const running = run(`
      import { spawn } from 'node:child_process';
      process.on('SIGTERM', () => {});
      const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"], { stdio: ['ignore', 'inherit', 'inherit'] });
      console.log(child.pid); setInterval(() => {}, 1000);`);
    await until(() => running.lines.includes('up'));
    const child = Number(running.lines.find((line) => /^\d+$/.test(line)));
    running.stop();
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL', asked: true });
    expect([isAlive(running.pid ?? 0), isAlive(child)]).toEqual([false, false]);
  });

  it('leaves nothing running that it started and forgot', async () => {
    const running = run(`
      import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      child.unref(); console.log(child.pid); process.exit(0);`);
    expect(await running.ended).toMatchObject({ exitCode: 0 });
    const child = Number(running.lines[0]);
    await until(() => !isAlive(child));
    expect(signalGroup(running.pid ?? 0, 0)).toBe(false);
  });

  it('that takes too long is ended', async () => {
    const running = run('setInterval(() => {}, 1000);', { timeLimitMs: 200 });
    expect(await running.ended).toMatchObject({ timedOut: true, signal: 'SIGTERM' });
  });

  it('may print without an end: memory holds a little of it', async () => {
    const running = run(`
      const piece = Buffer.alloc(1 << 20, 'x');
      let left = 200;
      const write = () => { while (left-- > 0) if (!process.stdout.write(piece)) return process.stdout.once('drain', write); console.log('\\n{"score": 1}'); };
      write();`);
    await running.ended;
    expect(running.output().length).toBeLessThan(200_000);
    expect(running.lines).toEqual(['{"score": 1}']);
  });

  it('that an earlier process left behind is known by its number and its beginning together', async () => {
    const running = run(`console.log('begun'); setInterval(() => {}, 1000);`);
    await until(() => running.lines.includes('begun'));
    const [pid, beginning] = [running.pid ?? 0, running.beginning ?? ''];
    expect(beginning).not.toBe('');
    expect(await endOrphan(pid, `${beginning}0`, 100)).toBe(false);
    expect(isAlive(pid)).toBe(true);
    expect(await endOrphan(pid, beginning, 300)).toBe(true);
    await running.ended;
    expect(isAlive(pid)).toBe(false);
  });

  it('reads its arguments as they are, whatever they would mean to a shell', async () => {
    const canary = `${files.folder}/pwned`;
    const hostile = [
      `; touch ${canary}`,
      `$(touch ${canary})`,
      `\`touch ${canary}\``,
      '--flag',
      'a\nb',
      '%PATH%',
      '& echo',
    ];
    const script = files.write('args.mjs', 'console.log(JSON.stringify(process.argv.slice(2)));');
    const running = run('', { argv: [process.execPath, script, ...hostile] });
    await running.ended;
    expect(JSON.parse(running.lines[0] ?? '')).toEqual(hostile);
    expect(() => readFileSync(canary)).toThrow('ENOENT');
  });
});
