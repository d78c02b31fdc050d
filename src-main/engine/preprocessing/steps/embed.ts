import { say } from '#contract/sentence.ts';
import type { PreprocessingStep } from '#contract/training.ts';
import type { CategoryColumn } from '../../dataset/table.ts';
import { asCategories, categoryCounts, occurring, type Frame, type IdColumn } from '../frame.ts';
import { replaceColumns, type ApplyContext } from '../step.ts';
import { refuseUnseen, warnUnseen } from './unseen.ts';

export interface FittedEmbed {
  readonly step: 'embed';
  readonly unseen: 'own' | 'error';
  readonly columns: readonly FittedEmbedColumn[];
}

interface FittedEmbedColumn {
  readonly column: string;
  /** Those with an id each, from 1 on. */
  readonly categories: readonly string[];
  /** Categories that share id 0, as they were rare in training. */
  readonly rare?: readonly string[];
}

export function fitEmbed(
  step: Extract<PreprocessingStep, { step: 'embed' }>,
  columns: readonly CategoryColumn[],
): FittedEmbed {
  return {
    step: 'embed',
    unseen: step.unseen,
    columns: columns.map((column) => {
      const counts = categoryCounts(column);
      const seen = occurring(column);
      const isRare = (word: string): boolean =>
        step.minCount > 1 && (counts[column.categories.indexOf(word)] ?? 0) < step.minCount;
      const rare = seen.filter(isRare);
      return {
        column: column.name,
        categories: rare.length === 0 ? seen : seen.filter((word) => !isRare(word)),
        ...(rare.length > 0 ? { rare } : {}),
      };
    }),
  };
}

export function applyEmbed(fitted: FittedEmbed, frame: Frame, context: ApplyContext): Frame {
  return replaceColumns(frame, fitted.columns, (column, entry) =>
    column.type === 'date' ? [column] : [encode(asCategories(column), entry, fitted.unseen, context)],
  );
}

function encode(
  { name, codes, categories: words }: CategoryColumn,
  { categories, rare = [] }: FittedEmbedColumn,
  unseen: 'own' | 'error',
  context: ApplyContext,
): IdColumn {
  const idOf = new Map([
    ...categories.map((word, index) => [word, index + 1] as const),
    ...rare.map((word) => [word, 0] as const),
  ]);
  const byCode = words.map((word) => idOf.get(word));
  const unknown = new Set<string>();
  const ids = Int32Array.from(codes, (code) => {
    if (code < 0) return 0;
    const id = byCode[code];
    if (id !== undefined) return id;
    const word = words[code] ?? '';
    if (unseen === 'error') throw refuseUnseen(word, name, [...idOf.keys()], context);
    unknown.add(word);
    return 0;
  });
  warnUnseen(unknown, context, (word) => say('unseen.sharedVector', { word, column: name }));
  return { type: 'id', name, ids, count: categories.length + 1 };
}
