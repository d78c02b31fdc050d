import { say, type Sentence } from '../sentence.ts';
import { expressionTokens, type ExpressionToken } from './tokens.ts';
import {
  expressionFunctions,
  type BinaryOperator,
  type ExpressionFunction,
  type MetricExpression,
} from './tree.ts';

/** What is wrong with an expression, and where in its text. */
export interface ExpressionIssue extends Sentence {
  readonly from: number;
  readonly to: number;
}

export type ParsedExpression =
  { readonly expression: MetricExpression } | { readonly issue: ExpressionIssue };

/** As deep as brackets may be nested: deeper ones would overflow the stack. */
const deepest = 64;
const longest = 1000;

/**
 * Reads `val/loss - train/loss`: metrics, numbers, + − * / ^, brackets and a few functions, with the usual precedence;
 * `^` binds tighter than a minus before it and to the right. Never throws.
 */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > longest) return wrong(longest, text.length, say('expression.long', { most: longest }));
  const read = expressionTokens(text);
  if ('wrongAt' in read) {
    const { wrongAt } = read;
    const found = [...text.slice(wrongAt)][0] ?? '';
    return wrong(wrongAt, wrongAt + found.length, say('expression.unexpected', { found, at: wrongAt + 1 }));
  }
  try {
    return { expression: createParser(read.tokens, text.length).whole() };
  } catch (thrown) {
    if (thrown instanceof Misread) return { issue: thrown.issue };
    throw thrown;
  }
}

function wrong(from: number, to: number, sentence: Sentence): { readonly issue: ExpressionIssue } {
  return { issue: { ...sentence, from, to } };
}

class Misread extends Error {
  readonly issue: ExpressionIssue;
  constructor(from: number, to: number, sentence: Sentence) {
    super(sentence.message);
    this.issue = { ...sentence, from, to };
  }
}

function createParser(tokens: readonly ExpressionToken[], end: number) {
  let at = 0;
  let depth = 0;
  const sign = (...signs: string[]): string | null => {
    const token = tokens[at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return null;
    at++;
    return token.text;
  };
  const unexpected = (): Misread => {
    const token = tokens[at];
    if (token === undefined) return new Misread(end, end, say('expression.ended'));
    return new Misread(
      token.from,
      token.to,
      say('expression.unexpected', { found: token.text, at: token.from + 1 }),
    );
  };
  const nested = (read: () => MetricExpression): MetricExpression => {
    if (++depth > deepest) {
      const { from = end, to = end } = tokens[at] ?? {};
      throw new Misread(from, to, say('expression.deep', { most: deepest }));
    }
    const inner = read();
    depth--;
    return inner;
  };

  const binary = (
    operators: readonly BinaryOperator[],
    operand: () => MetricExpression,
  ): MetricExpression => {
    let left = operand();
    for (;;) {
      const found = sign(...operators);
      if (found === null) return left;
      // `sign` gives one of those it was asked for.
      left = { kind: 'binary', operator: found as BinaryOperator, left, right: operand() };
    }
  };
  const sum = (): MetricExpression => binary(['+', '-'], product);
  const product = (): MetricExpression => binary(['*', '/'], signed);
  const signed = (): MetricExpression =>
    sign('-') === null ? power() : { kind: 'negative', of: nested(signed) };
  const power = (): MetricExpression => {
    const left = primary();
    return sign('^') === null ? left : { kind: 'binary', operator: '^', left, right: nested(signed) };
  };
  const primary = (): MetricExpression => {
    const token = tokens[at];
    if (token === undefined) throw unexpected();
    if (sign('(') !== null) {
      const inner = nested(sum);
      if (sign(')') === null) throw unexpected();
      return inner;
    }
    if (token.kind === 'sign') throw unexpected();
    at++;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    return !token.quoted && sign('(') !== null ? call(token) : { kind: 'metric', key: token.text };
  };
  const call = (token: ExpressionToken): MetricExpression => {
    const name = expressionFunctions.find((known) => known === token.text);
    if (name === undefined) {
      const known = expressionFunctions.join(', ');
      throw new Misread(token.from, token.to, say('expression.function', { name: token.text, known }));
    }
    const parts = [nested(sum)];
    while (sign(',') !== null) parts.push(nested(sum));
    if (sign(')') === null) throw unexpected();
    if (parts.length > 1 && !takesSeveral(name)) {
      throw new Misread(token.from, token.to, say('expression.arguments', { name }));
    }
    return { kind: 'call', name, arguments: parts };
  };

  return {
    whole: (): MetricExpression => {
      const expression = sum();
      if (at < tokens.length) throw unexpected();
      return expression;
    },
  };
}

function takesSeveral(name: ExpressionFunction): boolean {
  return name === 'min' || name === 'max';
}
