import { murmurHash } from '../../../base/murmur-hash.ts';
import type { CategoryColumn } from '../../dataset/table.ts';
import { asCategories, numberColumn, type Frame } from '../frame.ts';
import { replaceColumns } from '../step.ts';

export interface FittedHashing {
  readonly step: 'hashing';
  readonly buckets: number;
  readonly signed: boolean;
  readonly columns: readonly { readonly column: string }[];
}

/**
 * Nothing is learned: a category's column is its hash modulo the number of buckets, its sign the hash's (Weinberger
 * et al., "Feature hashing for large scale multitask learning", 2009), with the hash of scikit-learn's FeatureHasher.
 */
export function fitHashing(
  buckets: number,
  signed: boolean,
  columns: readonly CategoryColumn[],
): FittedHashing {
  return { step: 'hashing', buckets, signed, columns: columns.map((column) => ({ column: column.name })) };
}

/** A missing category is all zeros. */
export function applyHashing(fitted: FittedHashing, frame: Frame): Frame {
  const { buckets, signed } = fitted;
  return replaceColumns(frame, fitted.columns, (column) => {
    if (column.type === 'date') return [column];
    const { name, codes, categories } = asCategories(column);
    const hashes = categories.map((word) => murmurHash(word));
    const outputs = Array.from({ length: buckets }, (_, bucket) =>
      numberColumn(`${name}#${bucket}`, new Float64Array(codes.length)),
    );
    for (const [row, code] of codes.entries()) {
      const hash = hashes[code];
      const output = hash === undefined ? undefined : outputs[Math.abs(hash) % buckets];
      if (output !== undefined) output.values[row] = signed && (hash ?? 0) < 0 ? -1 : 1;
    }
    return outputs;
  });
}
