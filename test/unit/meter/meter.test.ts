import { availableParallelism, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createCpuMeter } from '../../../src-main/meter/cpu.ts';
import { freeDiskBytes } from '../../../src-main/meter/disk.ts';
import { readLoad } from '../../../src-main/meter/load.ts';
import { machineInfo, operatingSystem } from '../../../src-main/meter/machine.ts';
import { availableMemoryBytes, inactiveFileBytes, readMemory } from '../../../src-main/meter/memory.ts';

describe('the CPU', () => {
  const core = (busy: number, idle: number) => ({
    times: { user: busy, nice: 0, sys: 0, irq: 0, idle },
  });

  it('is the busy share of all cores since the reading before', () => {
    let cores = [core(1000, 0), core(0, 1000)];
    const read = createCpuMeter(() => cores);
    expect(read()).toBeNull();
    cores = [core(2000, 0), core(500, 1500)];
    expect(read()).toBe(75);
    cores = [core(2000, 1000), core(500, 2500)];
    expect(read()).toBe(0);
  });

  it('says the same to two who ask at once', () => {
    let cores = [core(0, 0)];
    const read = createCpuMeter(() => cores);
    read();
    cores = [core(500, 500)];
    expect(read()).toBe(50);
    cores = [core(510, 500)];
    expect(read()).toBe(50);
  });

  it('is not told where the machine does not tell, and starts anew where it counts from 0 again', () => {
    expect(createCpuMeter(() => [])()).toBeNull();
    let cores = [core(5000, 5000)];
    const read = createCpuMeter(() => cores);
    read();
    cores = [core(0, 0)];
    expect(read()).toBeNull();
    cores = [core(100, 300)];
    expect(read()).toBe(25);
  });
});

describe('memory', () => {
  it('is that of the machine where nothing limits it', () => {
    expect(readMemory({ total: 100, available: 40, container: null })).toEqual({
      totalBytes: 100,
      availableBytes: 40,
    });
    const loose = { limit: 100, available: 10, reclaimable: 0 };
    expect(readMemory({ total: 100, available: 40, container: loose }).availableBytes).toBe(40);
  });

  it('is what a container may have, where cached files do not count as used', () => {
    const container = { limit: 50, available: 5, reclaimable: 20 };
    expect(readMemory({ total: 100, available: 90, container })).toEqual({
      totalBytes: 50,
      availableBytes: 25,
    });
    expect(readMemory({ total: 100, available: 10, container }).availableBytes).toBe(10);
    const cached = { limit: 50, available: 40, reclaimable: 20 };
    expect(readMemory({ total: 100, available: 90, container: cached }).availableBytes).toBe(50);
  });

  it('reads cached files from both versions of control groups', () => {
    expect(inactiveFileBytes('anon 1\ninactive_file 4096\nactive_file 2\n')).toBe(4096);
    expect(inactiveFileBytes('inactive_file 1\ntotal_inactive_file 8192\n')).toBe(8192);
    expect(inactiveFileBytes('')).toBe(0);
  });
});

describe('the machine', () => {
  it('names its system in words', () => {
    const base = { type: 'Linux', release: '6.1.0', version: '#1 SMP', osRelease: '' } as const;
    const debian = 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
    expect(operatingSystem({ ...base, platform: 'linux', osRelease: debian })).toBe(
      'Debian GNU/Linux 12 (bookworm), Linux 6.1.0',
    );
    expect(operatingSystem({ ...base, platform: 'linux', osRelease: "PRETTY_NAME='Alpine'\n" })).toBe(
      'Alpine, Linux 6.1.0',
    );
    expect(operatingSystem({ ...base, platform: 'linux' })).toBe('Linux 6.1.0');
    const darwin = { ...base, platform: 'darwin', type: 'Darwin' } as const;
    expect(operatingSystem({ ...darwin, release: '24.1.0' })).toBe('macOS 15, Darwin 24.1.0');
    expect(operatingSystem({ ...darwin, release: '25.0.0' })).toBe('macOS 26, Darwin 25.0.0');
    expect(operatingSystem({ ...darwin, release: '19.6.0' })).toBe('Darwin 19.6.0');
    const windows = { platform: 'win32', version: 'Windows 11 Pro', release: '10.0.22631' } as const;
    expect(operatingSystem({ ...base, ...windows })).toBe('Windows 11 Pro, 10.0.22631');
  });

  it('tells of this machine what can be true', () => {
    const { os, cpu, cores, memoryBytes } = machineInfo();
    expect([os, cpu].every((text) => text.length > 0)).toBe(true);
    expect(cores).toBe(availableParallelism());
    expect(memoryBytes).toBeGreaterThan(0);
    expect(memoryBytes).toBeLessThanOrEqual(totalmem());
    const load = readLoad();
    expect(load.memoryTotalBytes).toBe(memoryBytes);
    expect(load.memoryUsedBytes).toBeGreaterThan(0);
    expect(load.memoryUsedBytes).toBeLessThanOrEqual(memoryBytes);
    expect(availableMemoryBytes()).toBeGreaterThan(0);
  });

  it('has room on its disk, and does not know of a disk that is not there', () => {
    expect(freeDiskBytes(import.meta.dirname)).toBeGreaterThan(0);
    expect(freeDiskBytes('/nowhere/at/all')).toBeNull();
  });
});
