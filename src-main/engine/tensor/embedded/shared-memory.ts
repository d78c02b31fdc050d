const memorySection = 5;
/** Of a memory's limits: it has a maximum; and it is shared. */
const limited = 1;
const sharedAndLimited = 3;

/**
 * The same WebAssembly module with a memory that threads can share. Its instructions mean the same on either kind, so
 * that one bit is all the difference. Throws where the module has no memory of its own with a maximum.
 */
export function withSharedMemory(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(binary);
  // Sections: an id, a length (LEB128), that many bytes. A memory: how many there are, flags, limits.
  for (let at = 8; at < changed.length;) {
    const section = changed[at++];
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = changed[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (section === memorySection && changed[at] === 1 && changed[at + 1] === limited) {
      changed[at + 1] = sharedAndLimited;
      return changed;
    }
    at += length;
  }
  throw new Error('the WebAssembly module has no memory of its own that could be shared');
}
