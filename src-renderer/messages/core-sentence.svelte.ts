import { toErrorPayload, type InputIssue } from '#contract/errors.ts';
import type { Sentence } from '#contract/sentence.ts';
import { formatSentence } from './format-sentence.ts';
import { language } from './messages.svelte.ts';

/** What the core says (a warning, an issue, an event, an error that was stored) in the language of the moment. */
export function tSentence(sentence: Sentence): string {
  return formatSentence(language.tag, sentence);
}

/** What was thrown, in the language of the moment: what is wrong with a document is told place by place. */
export function tError(thrown: unknown): string {
  const payload = toErrorPayload(thrown);
  // Only inputError and parse set `issues`, both to this type.
  const issues = (payload.details?.['issues'] ?? []) as readonly InputIssue[];
  if (language.tag === 'en' || payload.said !== undefined) return tSentence(payload);
  if (issues.length === 0 || issues.some(({ said }) => said === undefined)) return payload.message;
  return issues.map((issue) => `${issue.path === '' ? '' : `${issue.path}：`}${tSentence(issue)}`).join('；');
}
