import type { CpuInfo } from 'node:os';

/** Share of all cores that was busy between two calls, in percent; null before there are two readings. */
export type CpuMeter = () => number | null;

/** Shorter spans are mostly noise, and two windows that ask at once should see the same. */
const shortestSpanMs = 200;

/** `cpus` as `os.cpus`, which counts in milliseconds since the machine started; empty where it does not tell. */
export function createCpuMeter(cpus: () => readonly Pick<CpuInfo, 'times'>[]): CpuMeter {
  let before: CpuTimes | null = null;
  let percent: number | null = null;
  return () => {
    const cores = cpus();
    if (cores.length === 0) return null;
    const now = timesOf(cores);
    if (before === null) {
      before = now;
      return null;
    }
    const span = now.total - before.total;
    if (span >= shortestSpanMs * cores.length) {
      // A core that was taken away or counts again from 0 makes differences that mean nothing.
      percent = Math.min(100, Math.max(0, (100 * (now.busy - before.busy)) / span));
      before = now;
    } else if (span < 0) {
      before = now;
    }
    return percent;
  };
}

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

function timesOf(cores: readonly Pick<CpuInfo, 'times'>[]): CpuTimes {
  let busy = 0;
  let idle = 0;
  for (const { times } of cores) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, total: busy + idle };
}
