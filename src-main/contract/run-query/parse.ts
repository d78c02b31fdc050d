import { likePattern } from '../pattern/like-pattern.ts';
import { checkPattern } from '../pattern/parse-pattern.ts';
import { say } from '../sentence.ts';
import { Cursor, mostParts } from './cursor.ts';
import { literalOf, operandOf, readSum, readUnary, type Part } from './parse-value.ts';
import { plainWords } from './plain-words.ts';
import { QueryError, queryError, type QueryIssue } from './query-error.ts';
import {
  comparisons,
  type Comparison,
  type Condition,
  type Literal,
  type OrderTerm,
  type RunQuery,
  type Value,
} from './tree.ts';
import { checkListed, checkState, compared, typeOf, valueOf, type Operand } from './typing.ts';

export type ParsedRunQuery =
  { readonly query: RunQuery; readonly issue: null } | { readonly query: null; readonly issue: QueryIssue };

export const longestQuery = 4000;

/** Reads a query, or says what is wrong with it and where. Never throws. */
export function parseRunQuery(text: string): ParsedRunQuery {
  try {
    if (text.length > longestQuery) {
      throw queryError(
        { start: longestQuery, end: text.length },
        say('query.tooLong', { most: longestQuery }),
      );
    }
    const words = plainWords(text);
    const query = words === null ? readQuery(new Cursor(text)) : wordQuery(words, text);
    return { query, issue: null };
  } catch (thrown) {
    if (thrown instanceof QueryError) return { query: null, issue: thrown.issue };
    throw thrown;
  }
}

export type ParsedRunValue =
  { readonly value: Value; readonly issue: null } | { readonly value: null; readonly issue: QueryIssue };

/** Reads a value alone, such as `metrics.val/loss.min` or `params.a / 2`. Never throws. */
export function parseRunValue(text: string): ParsedRunValue {
  const { query, issue } = parseOrder(text);
  if (issue !== null) return { value: null, issue };
  const [term, ...more] = query.order;
  if (term === undefined || more.length > 0) {
    return { value: null, issue: queryError({ start: 0, end: text.length }, say('query.oneValue')).issue };
  }
  return { value: term.value, issue: null };
}

/** A value is read where an order would be; places are told as those of the value. */
function parseOrder(text: string): ParsedRunQuery {
  const begin = 'order by ';
  const { query, issue } = parseRunQuery(begin + text);
  if (issue === null) return { query, issue };
  const within = (place: number): number => Math.max(0, place - begin.length);
  return { query, issue: { ...issue, start: within(issue.start), end: within(issue.end) } };
}

function wordQuery(words: readonly string[], text: string): RunQuery {
  if (words.length > mostParts) {
    throw queryError({ start: 0, end: text.length }, say('query.tooManyParts', { most: mostParts }));
  }
  const of = words.map((word): Condition => ({ kind: 'word', word }));
  return { condition: joined('all', of), order: [] };
}

function joined(kind: 'all' | 'any', of: readonly Condition[]): Condition | null {
  return of.length > 1 ? { kind, of } : (of[0] ?? null);
}

const textOperators = ['in', 'like', 'contains', 'matches'] as const;
type TextOperator = (typeof textOperators)[number];
/** What people write who come from other languages. */
const otherSigns: Readonly<Record<string, string>> = { '==': '=', '<>': '!=' };

function readQuery(cursor: Cursor): RunQuery {
  const begins = cursor.token.kind !== 'end' && !cursor.isWord('order');
  const condition = begins ? conditionOf(cursor, readAny(cursor)) : null;
  const order = cursor.takeWord('order') ? readOrder(cursor) : [];
  if (cursor.token.kind !== 'end') throw cursor.expected(order.length > 0 ? 'endOrComma' : 'joint');
  return { condition, order };
}

function readOrder(cursor: Cursor): readonly OrderTerm[] {
  if (!cursor.takeWord('by')) throw cursor.expected('by');
  const terms: OrderTerm[] = [];
  do {
    const operand = operandOf(readSum(cursor, () => readBracket(cursor)));
    const value = valueOf(operand);
    if (value.kind === 'field' && value.field.of === 'tags')
      throw queryError(operand.span, say('query.tagsOrder'));
    const falls = cursor.takeWord('desc');
    if (!falls) cursor.takeWord('asc');
    terms.push({ value, direction: falls ? 'desc' : 'asc' });
  } while (cursor.takeSymbol(','));
  return terms;
}

function readAny(cursor: Cursor): Part {
  return readList(
    cursor,
    'any',
    () => readAll(cursor),
    () => cursor.takeWord('or') || cursor.takeSymbol('||'),
  );
}

function readAll(cursor: Cursor): Part {
  let before: Part | null = null;
  const next = (): Part => (before = readNot(cursor));
  // Words that follow one another all have to occur.
  const follows = (): boolean =>
    before !== null &&
    wordOf(cursor, before) !== null &&
    ['name', 'number', 'string', 'date'].includes(cursor.token.kind) &&
    !['or', 'and', 'order'].some((word) => cursor.isWord(word));
  return readList(cursor, 'all', next, () => cursor.takeWord('and') || cursor.takeSymbol('&&') || follows());
}

/** One part as it is, or a list of conditions. */
function readList(cursor: Cursor, kind: 'all' | 'any', part: () => Part, goesOn: () => boolean): Part {
  const first = part();
  if (!goesOn()) return first;
  const of = [conditionOf(cursor, first)];
  do of.push(conditionOf(cursor, part()));
  while (goesOn());
  return {
    is: 'condition',
    condition: { kind, of },
    span: { start: first.span.start, end: cursor.before.end },
  };
}

function readNot(cursor: Cursor): Part {
  const { start } = cursor.token;
  if (!cursor.takeWord('not')) return readPredicate(cursor);
  return cursor.deeper(() => {
    const part = readNot(cursor);
    const of = conditionOf(cursor, part);
    return { is: 'condition', condition: { kind: 'not', of }, span: { start, end: part.span.end } };
  });
}

function readPredicate(cursor: Cursor): Part {
  const left = readSum(cursor, () => readBracket(cursor));
  const token = cursor.token;
  const comparison = token.kind === 'symbol' ? comparisonOf(token.symbol) : undefined;
  const operator = textOperator(cursor);
  const asks = comparison !== undefined || operator !== null || cursor.isWord('is');
  if (!asks) return left;
  const first = operandOf(left);
  cursor.count();
  let condition: Condition;
  if (comparison !== undefined) {
    cursor.advance();
    condition = compared(comparison, first, operandOf(readSum(cursor, () => readBracket(cursor))));
  } else if (operator !== null) {
    cursor.advance(operator.tokens);
    condition =
      operator.is === 'in'
        ? readIn(cursor, first, operator.negated)
        : readTextCondition(cursor, first, operator.is, operator.negated);
  } else condition = readIs(cursor, first);
  return { is: 'condition', condition, span: { start: left.span.start, end: cursor.before.end } };
}

function textOperator(
  cursor: Cursor,
): { readonly is: TextOperator; readonly negated: boolean; readonly tokens: number } | null {
  if (cursor.isSymbol('~')) return { is: 'matches', negated: false, tokens: 1 };
  if (cursor.isSymbol('!~')) return { is: 'matches', negated: true, tokens: 1 };
  const negated = cursor.isWord('not');
  const is = textOperators.find((word) => cursor.isWord(word, negated ? 1 : 0));
  return is === undefined ? null : { is, negated, tokens: negated ? 2 : 1 };
}

function readIn(cursor: Cursor, left: Operand, negated: boolean): Condition {
  const value = valueOf(left);
  const type = typeOf(value);
  if (!cursor.takeSymbol('(')) throw cursor.expected('list');
  const list: Literal[] = [];
  do {
    cursor.count();
    const { start } = cursor.token;
    const literal = readListed(cursor);
    const span = { start, end: cursor.before.end };
    checkListed(type, literal, span);
    checkState(value, literal, span);
    list.push(literal);
  } while (cursor.takeSymbol(','));
  if (!cursor.takeSymbol(')')) throw cursor.expected('listEnd');
  return { kind: 'in', value, list, negated };
}

function readListed(cursor: Cursor): Literal {
  const operand = readUnary(cursor, () => readBracket(cursor));
  if (operand.is === 'bare') return { kind: 'text', value: operand.text };
  const literal = operand.is === 'value' ? literalOf(operand.value) : null;
  if (literal === null) throw queryError(operand.span, say('query.listed'));
  return literal;
}

function readTextCondition(
  cursor: Cursor,
  left: Operand,
  is: 'like' | 'contains' | 'matches',
  negated: boolean,
): Condition {
  const value = valueOf(left);
  const type = typeOf(value);
  if (type !== 'text' && type !== 'texts' && type !== 'any')
    throw queryError(left.span, say('query.needsText', { is }));
  const token = cursor.token;
  const bare = token.kind === 'name' && token.segments.length === 1 ? token.segments[0]?.text : undefined;
  const text = token.kind === 'string' ? token.value : is === 'contains' ? bare : undefined;
  if (text === undefined) throw cursor.expected('text');
  cursor.advance();
  const pattern = is === 'contains' ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : text;
  const wrong = checkPattern(is === 'matches' ? pattern : likePattern(pattern));
  if (wrong !== null) throw queryError(token, say('query.pattern', { ...wrong, at: wrong.at + 1 }));
  return { kind: is === 'matches' ? is : 'like', value, pattern, negated };
}

function readIs(cursor: Cursor, left: Operand): Condition {
  cursor.advance();
  const value = valueOf(left);
  const negated = cursor.takeWord('not');
  for (const kind of ['null', 'nan'] as const) {
    if (!cursor.takeWord(kind)) continue;
    if (kind === 'nan' && !isMetric(value)) throw queryError(left.span, say('query.nanOf'));
    return { kind, value, negated };
  }
  throw cursor.expected('nullOrNan');
}

function isMetric(value: Value): boolean {
  return value.kind === 'field' && (value.field.of === 'metric' || value.field.of === 'metricAt');
}

function readBracket(cursor: Cursor): Part {
  const { start } = cursor.token;
  cursor.advance();
  return cursor.deeper(() => {
    const part = readAny(cursor);
    if (!cursor.takeSymbol(')')) throw cursor.expected('bracketEnd');
    return part.is === 'condition' ? { ...part, span: { start, end: cursor.before.end } } : part;
  });
}

/** A value by itself is a word that has to occur, unless it is true or false of every run. */
function conditionOf(cursor: Cursor, part: Part): Condition {
  if (part.is === 'condition') return part.condition;
  cursor.count();
  const word = wordOf(cursor, part);
  if (word !== null) return { kind: 'word', word };
  const value = valueOf(part);
  const type = typeOf(value);
  if (value.kind === 'field' && (type === 'boolean' || type === 'any')) return { kind: 'true', value };
  if (part.span.end === cursor.before.end) throw cursor.expected('comparison');
  throw queryError(part.span, say('query.noCondition'));
}

/** The word that a part is when nothing is compared with it; null where it is more than a word. */
function wordOf(cursor: Cursor, part: Part): string | null {
  if (part.is === 'condition') return null;
  if (part.is === 'bare') return part.text;
  if (part.value.kind === 'text') return part.value.value;
  return literalOf(part.value) === null ? null : cursor.text.slice(part.span.start, part.span.end);
}

function comparisonOf(symbol: string): Comparison | undefined {
  const sign = Object.hasOwn(otherSigns, symbol) ? otherSigns[symbol] : symbol;
  return comparisons.find((known) => known === sign);
}
