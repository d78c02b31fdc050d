import { createHash } from 'node:crypto';

/** The hash and the size of what passes: a dataset's identity. */
export interface Digest {
  update(bytes: Uint8Array): void;
  readonly sizeBytes: number;
  /** SHA-256 in hex; the last thing to be asked. */
  hex(): string;
}

export function createDigest(): Digest {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  return {
    update: (bytes) => {
      sizeBytes += bytes.length;
      hash.update(bytes);
    },
    get sizeBytes() {
      return sizeBytes;
    },
    hex: () => hash.digest('hex'),
  };
}
