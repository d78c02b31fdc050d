import { explainedBy, type Finding, type FindingNews, type Sign } from '#contract/finding.ts';
import type { RunEvent } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { eventsOfKind } from './run-events.ts';

/** What the training doctor found about a run, as it stands: one of each rule, in the order in which they came up. */
export function findingsOf(db: ReadDatabase, run: number): readonly Finding[] {
  return gathered(eventsOfKind(db, run, 'finding'));
}

/**
 * News of findings, in order, as findings: the last word of each rule, at the step of its first. What came to be
 * explained by another one afterwards is left out: its cause has the fix.
 */
export function gathered(events: readonly RunEvent[]): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const event of events) {
    // Written by trainings, whose type says so.
    const news = event.data as FindingNews;
    const known = findings.get(news.rule);
    if (news.status === 'gone') {
      if (known !== undefined) findings.set(news.rule, { ...known, goneAt: event.step });
      continue;
    }
    const lasts = known !== undefined && known.goneAt === null;
    const step = (lasts ? known.step : event.step) ?? 0;
    findings.set(news.rule, { rule: news.rule, step, goneAt: null, ...signOf(event, news) });
  }
  return [...findings.values()].filter((finding) => !isExplained(finding, findings));
}

function isExplained({ rule }: Finding, findings: ReadonlyMap<string, Finding>): boolean {
  return (explainedBy[rule] ?? []).some((cause) => {
    const found = findings.get(cause);
    return found?.goneAt === null && explainedBy[cause]?.includes(rule) !== true;
  });
}

function signOf({ message, said }: RunEvent, news: FindingNews): Sign {
  const { severity, badness, since, evidence, advice, fix } = news;
  const found = said === undefined ? { message } : { message, said };
  return { severity, badness, since, evidence, found, advice, fix };
}
