import { cpus } from 'node:os';
import { createCpuMeter } from './cpu.ts';
import { readMemory } from './memory.ts';

const readCpu = createCpuMeter(cpus);

/** How busy the machine is: CPU since the call before, memory now. Takes well under a millisecond. */
export function readLoad(): {
  readonly cpuPercent: number | null;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
} {
  const { totalBytes, availableBytes } = readMemory();
  return {
    cpuPercent: readCpu(),
    memoryUsedBytes: totalBytes - availableBytes,
    memoryTotalBytes: totalBytes,
  };
}
