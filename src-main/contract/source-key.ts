import * as v from 'valibot';
import { datasetSourceSchema, type DatasetSource } from './dataset.ts';

/** A dataset's source as one word of an address: `sample:iris.csv`, `stored:<sha256>`, `file:/data/a.csv`. */
export function sourceKey(source: DatasetSource): string {
  switch (source.kind) {
    case 'sample':
      return `sample:${source.name}`;
    case 'stored':
      return `stored:${source.sha256}`;
    case 'file':
      return `file:${source.path}`;
    case 'linear':
      return `linear:${JSON.stringify(source)}`;
  }
}

/** The way back; null for what is no source. */
export function sourceOfKey(key: string): DatasetSource | null {
  const [, kind, rest] = /^(\w+):([\s\S]+)$/.exec(key) ?? [];
  if (rest === undefined) return null;
  if (kind === 'sample') return { kind: 'sample', name: rest };
  if (kind === 'stored' && /^[0-9a-f]{64}$/.test(rest)) return { kind: 'stored', sha256: rest };
  if (kind === 'file') return { kind: 'file', path: rest };
  if (kind === 'linear') return generated(rest);
  return null;
}

function generated(text: string): DatasetSource | null {
  try {
    const parsed = v.safeParse(datasetSourceSchema, JSON.parse(text));
    return parsed.success && parsed.output.kind === 'linear' ? parsed.output : null;
  } catch {
    return null;
  }
}
