import type { Sentence } from '../sentence.ts';
import type { Span } from './tree.ts';

/** What is wrong with the text of a query, and where. */
export interface QueryIssue extends Sentence, Span {
  /** What to write there instead. */
  readonly suggestion?: string;
}

/** Thrown while a query is read; whoever reads one gets the issue. */
export class QueryError extends Error {
  readonly issue: QueryIssue;

  constructor(issue: QueryIssue) {
    super(issue.message);
    this.name = 'QueryError';
    this.issue = issue;
  }
}

export function queryError({ start, end }: Span, sentence: Sentence, suggestion?: string): QueryError {
  return new QueryError({ ...sentence, start, end, ...(suggestion === undefined ? {} : { suggestion }) });
}
