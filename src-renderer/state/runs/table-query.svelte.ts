import { CodedError, type InputIssue } from '#contract/errors.ts';
import { parseRunQuery } from '#contract/run-query/parse.ts';
import { plainWords } from '#contract/run-query/plain-words.ts';
import type { QueryIssue } from '#contract/run-query/query-error.ts';
import { completePart, hasOrder, mayBecomeName, withoutOrder } from './query-text.ts';

/** How long a word that may become a name is waited for before it is searched for. */
const pauseMs = 450;

/** The query of a table as it is typed, what of it is asked, and what is wrong with it. */
export class TableQuery {
  #text = $state('');
  #asked = $state('');
  #issue = $state.raw<QueryIssue | null>(null);
  /** Why the core refused what is asked. */
  #refusal = $state.raw<QueryIssue | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changed: () => void;

  /** `changed` hears when something else is to be asked. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get text(): string {
    return this.#text;
  }
  /** The part of the text that can be asked. */
  get asked(): string {
    return this.#asked;
  }
  /** The part that says which runs, without an order. */
  get condition(): string {
    return withoutOrder(this.#asked);
  }
  get ordered(): boolean {
    return hasOrder(this.#asked);
  }
  get issue(): QueryIssue | null {
    if (this.#issue !== null || this.#refusal === null || this.#text.trim() !== this.#asked)
      return this.#issue;
    // The core was asked without the spaces around.
    const shift = this.#text.length - this.#text.trimStart().length;
    return { ...this.#refusal, start: this.#refusal.start + shift, end: this.#refusal.end + shift };
  }

  set text(text: string) {
    if (text === this.#text) return;
    this.#text = text;
    this.#issue = parseRunQuery(text).issue;
    const asked = completePart(text).trim();
    clearTimeout(this.#timer);
    if (asked === this.#asked) return;
    if (plainWords(asked) !== null && mayBecomeName(asked)) {
      this.#timer = setTimeout(() => this.#ask(asked), pauseMs);
    } else this.#ask(asked);
  }

  /** Leaves out the order, for a table that is sorted in another way. */
  dropOrder(): void {
    if (this.ordered) this.text = withoutOrder(this.#text);
  }

  /** Takes in why the core refused the query; false where it was refused for something else. */
  refused(thrown: unknown): boolean {
    const issue = queryIssueOf(thrown);
    if (issue === null) return false;
    this.#refusal = issue;
    return true;
  }

  #ask(asked: string): void {
    this.#asked = asked;
    this.#refusal = null;
    this.#changed();
  }
}

/** The place of a mistake in a query, by which the core refused it. */
export function queryIssueOf(thrown: unknown): QueryIssue | null {
  if (!(thrown instanceof CodedError)) return null;
  const { start, end, issues } = thrown.details ?? {};
  if (typeof start !== 'number' || typeof end !== 'number' || !Array.isArray(issues)) return null;
  // Only the core sets `issues`, to this type.
  const [issue] = issues as readonly InputIssue[];
  return issue?.path === 'query' ? { ...issue, start, end } : null;
}
