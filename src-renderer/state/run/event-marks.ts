import type { LineageEntry } from '#contract/lineage.ts';
import type { MetricSummary } from '#contract/metric.ts';
import type { RunEvent } from '#contract/run.ts';
import { findingSeverity } from './findings.ts';
import type { ChartMark, XKind } from '../../charts/line-style.ts';

/** What the axis itself says: where the line begins and ends. */
const unmarked: readonly string[] = [
  'started',
  'complete',
  'stopped',
  'stopping',
  'budget',
  'verified',
  'rerun',
];

/**
 * Events that happened at a step, as marks on the charts; not its beginning and end. `startedAt` is when the run started in epoch milliseconds;
 * without it there is no relative time to put them at.
 */
export function eventMarks(
  events: readonly RunEvent[],
  kind: XKind,
  startedAt: number | null,
  textOf: (event: RunEvent) => string,
  /** What choosing an event's mark does, and what that is called; undefined where nothing. */
  opens: (event: RunEvent) => ChartMark['opens'] | undefined = () => undefined,
): readonly ChartMark[] {
  if (kind !== 'step' && kind !== 'time' && kind !== 'relative') return [];
  return events.flatMap((event): ChartMark[] => {
    if (event.step === null || unmarked.includes(event.kind)) return [];
    const label = textOf(event);
    const isBad = isTrouble(event) || findingSeverity(event) === 'serious';
    const tone = isBad ? 'danger' : event.kind === 'edited' ? 'accent' : 'quiet';
    const leads = opens(event);
    const mark = { label, tone, ...(leads === undefined ? {} : { opens: leads }) } as const;
    if (kind === 'step') return [{ x: event.step, ...mark }];
    if (kind === 'time') return [{ x: event.time, ...mark }];
    return startedAt === null ? [] : [{ x: event.time - startedAt, ...mark }];
  });
}

/** Where the weights are from that a run keeps, if its training went on after them; only steps are known of that. */
export function keptMarks(
  metrics: Readonly<Record<string, Pick<MetricSummary, 'finalStep' | 'lastStep'>>>,
  kind: XKind,
  labelOf: (step: number) => string,
): readonly ChartMark[] {
  const kept = Object.values(metrics).find(({ finalStep, lastStep }) => finalStep < lastStep);
  if (kept === undefined || kind !== 'step') return [];
  return [{ x: kept.finalStep, label: labelOf(kept.finalStep), tone: 'accent' }];
}

/** Where other runs left this one to go on by themselves, each with the way to it; only their steps are known. */
export function branchMarks(
  run: number,
  entries: readonly LineageEntry[],
  kind: XKind,
  words: { label(entry: LineageEntry): string; href(entry: LineageEntry): string; hrefText: string },
): readonly ChartMark[] {
  if (kind !== 'step') return [];
  return entries.flatMap((entry): ChartMark[] =>
    entry.parent === run && entry.branchStep !== null && !entry.removed
      ? [
          {
            x: entry.branchStep,
            label: words.label(entry),
            tone: 'accent',
            href: words.href(entry),
            hrefText: words.hrefText,
          },
        ]
      : [],
  );
}

/** Whether an event tells of something that went wrong. */
export function isTrouble({ kind }: RunEvent): boolean {
  return /fail|error|diverged|died|interrupted|damaged/i.test(kind);
}
