import { readFileSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../../support/find-browser.ts';

/** A browser without a GPU, as the figures of pages have it. Throws where there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('pages need Chromium, Chrome or Edge');
  return chromium.launch({
    executablePath,
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

export interface Renderer {
  /** Processor time since its start, all threads, in milliseconds. */
  readonly cpuMs: number;
  /** Memory that is its own and on no disk, in MB; NaN where the system does not tell. */
  readonly memoryMb: number;
}

/** The process that shows the page: of the browser's renderers, the one that has worked most. */
export async function rendererOf(browser: Browser): Promise<Renderer> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const [busiest] = processInfo
    .filter(({ type }) => type === 'renderer')
    .sort((one, other) => other.cpuTime - one.cpuTime);
  if (busiest === undefined) throw new Error('the browser shows no page');
  return { cpuMs: busiest.cpuTime * 1000, memoryMb: anonymousMb(busiest.id) };
}

function anonymousMb(pid: number): number {
  try {
    const [, kilobytes = 'NaN'] =
      /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return NaN;
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that so large a share of all does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
