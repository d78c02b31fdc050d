import { CodedError, type InputIssue } from '#contract/errors.ts';
import type { Sentence } from '#contract/sentence.ts';

/**
 * An `invalid_input` error about one place of a document: `path` is where (`dataset.target`), the message says
 * what is wrong and what to do. The issue travels in `details.issues`, so that a form can show it at its field.
 */
export function inputError(path: string, message: string | Sentence, suggestion?: string): CodedError {
  const issue: InputIssue = {
    path,
    ...(typeof message === 'string' ? { message } : message),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
  return new CodedError('invalid_input', message, { issues: [issue] });
}

/** The issues of an error made by `inputError` or by the schema; one without a place for any other error. */
export function issuesOf({ details, message, said }: CodedError): readonly InputIssue[] {
  const issues = details?.['issues'];
  // Only inputError and parse set `issues`, both to this type.
  return Array.isArray(issues)
    ? (issues as InputIssue[])
    : [{ path: '', message, ...(said === undefined ? {} : { said }) }];
}
