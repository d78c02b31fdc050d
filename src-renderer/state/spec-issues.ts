import type { InputIssue } from '#contract/errors.ts';

/** What is wrong at one field of the form. */
export function issuesAt(issues: readonly InputIssue[], path: string): readonly InputIssue[] {
  return issues.filter((issue) => issue.path === path);
}

/** What is wrong within a part of the spec: at its own path or anywhere below. */
export function issuesWithin(issues: readonly InputIssue[], path: string): readonly InputIssue[] {
  return issues.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
}

/** What no field of the form shows, so that it has to be said at the part's end: unknown keys, for example. */
export function issuesBeside(
  issues: readonly InputIssue[],
  path: string,
  shown: readonly string[],
): readonly InputIssue[] {
  return issuesWithin(issues, path).filter((issue) => !shown.includes(issue.path));
}
