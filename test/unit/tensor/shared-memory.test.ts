import { describe, expect, it } from 'vitest';
import { withSharedMemory } from '../../../src-main/engine/tensor/embedded/shared-memory.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A custom section, a memory of 1 to 2 pages, and its export as "m". */
const module = Uint8Array.from([
  ...header,
  ...[0, 3, 1, 0x78, 9],
  ...[5, 4, 1, 1, 1, 2],
  ...[7, 5, 1, 1, 0x6d, 2, 0],
]);

describe('a WebAssembly module', () => {
  it('gets a memory that threads can share, and nothing else is changed', async () => {
    const changed = withSharedMemory(module);
    expect(changed.map((byte, index) => byte - (module[index] ?? 0)).filter(Boolean)).toEqual(
      Uint8Array.of(2),
    );
    expect(WebAssembly.validate(changed)).toBe(true);
    const instance = await WebAssembly.instantiate(await WebAssembly.compile(changed), {});
    const memory = instance.exports['m'];
    expect(memory instanceof WebAssembly.Memory && memory.buffer instanceof SharedArrayBuffer).toBe(true);
  });

  it('without a memory of its own is refused', () => {
    expect(() => withSharedMemory(Uint8Array.from(header))).toThrow('no memory of its own');
  });
});
