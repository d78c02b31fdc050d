import type { FindingNews } from '#contract/finding.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { stream } from '../../src-main/base/random.ts';

export interface SeenFinding extends FindingNews {
  readonly step: number | null;
  readonly message: string;
}

/** What the training doctor told, in order. */
export function findingsIn(events: readonly TrainingEvent[]): readonly SeenFinding[] {
  return events.flatMap((event) =>
    // Written by trainings, whose type says so.
    event.kind === 'note' && event.name === 'finding'
      ? [{ ...(event.data as FindingNews), step: event.step, message: event.message }]
      : [],
  );
}

/** Rules that were found, each once. */
export function rulesIn(events: readonly TrainingEvent[]): readonly string[] {
  return [...new Set(findingsIn(events).flatMap(({ rule, status }) => (status === 'gone' ? [] : [rule])))];
}

/** A table of normal columns a, b, c and what `target` makes of each row and a normal number of its own. */
export function normalTable(
  rows: number,
  target: (row: readonly [number, number, number], noise: number) => string | number,
): string {
  const random = stream(7, 'table');
  const lines = Array.from({ length: rows }, () => {
    const row = [random.normal(), random.normal(), random.normal()] as const;
    return [...row.map((value) => value.toFixed(4)), target([...row], random.normal())].join(',');
  });
  return ['a,b,c,y', ...lines].join('\n');
}
