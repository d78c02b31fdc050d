import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Opens the default browser on a page that leads to `url`. The address holds the token and every user of a machine may
 * read the arguments of all programs, so that the browser is given a file that only its owner may read.
 */
export function openBrowser(url: string, dataDirectory: string): void {
  const file = writeOpeningPage(url, dataDirectory);
  const [command, ...args] = openerOf(process.platform, file);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // Where there is no browser the address was printed.
  child.on('error', () => undefined);
  child.unref();
}

/** Writes the page that leads on, and gives its path. */
export function writeOpeningPage(url: string, dataDirectory: string): string {
  const file = join(dataDirectory, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><title>Descent</title><meta http-equiv="refresh" content="0;url=${url}">\n`;
  writeFileSync(file, page, { mode: 0o600 });
  // The mode above counts only for a new file.
  chmodSync(file, 0o600);
  return file;
}

function openerOf(platform: NodeJS.Platform, file: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', file];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', file];
  return ['xdg-open', file];
}
