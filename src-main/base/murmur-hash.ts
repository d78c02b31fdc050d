/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 bytes, as a signed number: the hash of scikit-learn's FeatureHasher.
 * Austin Appleby, https://github.com/aappleby/smhasher, public domain.
 */
export function murmurHash(text: string, seed = 0): number {
  const bytes = new TextEncoder().encode(text);
  const whole = bytes.length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < whole; i += 4) {
    hash ^= scrambled(littleEndian(bytes, i, 4));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (whole < bytes.length) hash ^= scrambled(littleEndian(bytes, whole, bytes.length - whole));
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let word = 0;
  for (let i = count - 1; i >= 0; i--) word = (word << 8) | (bytes[from + i] ?? 0);
  return word;
}

function scrambled(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
