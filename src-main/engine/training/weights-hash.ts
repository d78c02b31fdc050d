import { createHash } from 'node:crypto';
import type { NamedArray } from '../optimizer/named-array.ts';

/**
 * SHA-256 of the weights and states of a model as training left them: of `weights/…` and `state/…` in the order of
 * their names, each as a line "NAME F32|F64 SIDExSIDE" and then its little-endian numbers.
 */
export function weightsSha256(arrays: readonly NamedArray[]): string {
  const hash = createHash('sha256');
  const weights = arrays.filter(({ name }) => name.startsWith('weights/') || name.startsWith('state/'));
  for (const { name, shape, values } of weights.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name} ${values instanceof Float64Array ? 'F64' : 'F32'} ${shape.join('x')}\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
