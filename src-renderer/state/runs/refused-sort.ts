import { CodedError } from '#contract/errors.ts';

/** Whether a question about runs was refused for the order that it asked for. */
export function isAboutSort(thrown: unknown): boolean {
  const issues: unknown = thrown instanceof CodedError ? thrown.details?.['issues'] : null;
  return Array.isArray(issues) && issues.some(isSortIssue);
}

function isSortIssue(issue: unknown): boolean {
  return typeof issue === 'object' && issue !== null && 'path' in issue && issue.path === 'sort.by';
}
