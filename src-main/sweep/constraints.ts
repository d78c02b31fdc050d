import type { Params, ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../base/input-error.ts';

/** What params have to keep to among themselves. */
export interface Constraint {
  readonly text: string;
  readonly names: readonly string[];
  /** Whether it holds; where a param that it names is not in use it says nothing, and holds. */
  holds(params: Params): boolean;
}

type Value = number | string | boolean | null;
type Evaluate = (params: Params) => Value;

/**
 * Reads `batch * accumulation <= 512`: arithmetic (+ − * / % ^, min, max, abs, log, log10, sqrt, exp, round, floor,
 * ceil), comparisons, `and`, `or`, `not`, parentheses, numbers, 'text', true, false; names as they are, with dots; any
 * other name in braces: `{batch-size}`. Throws `invalid_input` at `path` with the place that was not understood.
 */
export function parseConstraint(text: string, known: readonly string[], path = 'constraints'): Constraint {
  const names = new Set<string>();
  const tokens = tokensOf(text, path);
  let at = 0;

  const peek = (): string | undefined => tokens[at]?.text;
  const refuse = (): never => {
    const token = tokens[at];
    throw inputError(
      path,
      say('sweep.constraint', { text, place: token === undefined ? 'none' : token.text, known }),
    );
  };
  const take = (...wanted: readonly string[]): string | undefined => {
    const token = tokens[at];
    if (token === undefined || token.kind === 'text' || token.kind === 'name') return undefined;
    if (!wanted.includes(token.text)) return undefined;
    at++;
    return token.text;
  };

  const disjunction = (): Evaluate => {
    let left = conjunction();
    while (take('or') !== undefined) {
      const [first, second] = [left, conjunction()];
      left = (params) => truth(first(params)) || truth(second(params));
    }
    return left;
  };
  const conjunction = (): Evaluate => {
    let left = negation();
    while (take('and') !== undefined) {
      const [first, second] = [left, negation()];
      left = (params) => truth(first(params)) && truth(second(params));
    }
    return left;
  };
  const negation = (): Evaluate => {
    if (take('not') === undefined) return comparison();
    const inner = negation();
    return (params) => !truth(inner(params));
  };
  const comparison = (): Evaluate => {
    const first = sum();
    const operators: { compare: (a: Value, b: Value) => boolean; right: Evaluate }[] = [];
    for (let sign = take(...comparisons.keys()); sign !== undefined; sign = take(...comparisons.keys())) {
      const compare = comparisons.get(sign);
      if (compare !== undefined) operators.push({ compare, right: sum() });
    }
    if (operators.length === 0) return first;
    // 1 <= a < b is what mathematics reads it as.
    return (params) => {
      let left = first(params);
      return operators.every(({ compare, right }) => {
        const value = right(params);
        const kept = compare(left, value);
        left = value;
        return kept;
      });
    };
  };
  const sum = (): Evaluate => chain(product, ['+', '-']);
  const product = (): Evaluate => chain(signed, ['*', '/', '%']);
  const chain = (part: () => Evaluate, signs: readonly string[]): Evaluate => {
    let left = part();
    for (let sign = take(...signs); sign !== undefined; sign = take(...signs)) {
      const [first, second, operate] = [left, part(), operations[sign]];
      if (operate !== undefined) left = (params) => operate(numeric(first(params)), numeric(second(params)));
    }
    return left;
  };
  const signed = (): Evaluate => {
    if (take('-') !== undefined) {
      const inner = signed();
      return (params) => -numeric(inner(params));
    }
    const base = atom();
    if (take('^') === undefined) return base;
    const exponent = signed();
    return (params) => numeric(base(params)) ** numeric(exponent(params));
  };
  const atom = (): Evaluate => {
    const token = tokens[at];
    if (token === undefined) return refuse();
    at++;
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'text') return constant(token.text);
    if (token.kind === 'name') return param(token.text);
    if (token.text === '(') {
      const inner = disjunction();
      if (take(')') === undefined) refuse();
      return inner;
    }
    at--;
    return refuse();
  };
  const param = (name: string): Evaluate => {
    if (known.includes(name)) {
      names.add(name);
      return (params) => params[name] ?? null;
    }
    const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (apply !== undefined && peek() === '(') return call(apply);
    if (name === 'true' || name === 'false') return constant(name === 'true');
    at--;
    return refuse();
  };
  const call = (apply: (...values: number[]) => number): Evaluate => {
    at++;
    const given = [disjunction()];
    while (take(',') !== undefined) given.push(disjunction());
    if (take(')') === undefined) refuse();
    return (params) => apply(...given.map((value) => numeric(value(params))));
  };

  const evaluate = disjunction();
  if (at < tokens.length) refuse();
  return {
    text,
    names: [...names],
    holds: (params) => {
      for (const name of names) if (params[name] === undefined) return true;
      return truth(evaluate(params));
    },
  };
}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign';
  readonly text: string;
}

const pattern =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|'([^']*)'|"([^"]*)"|\{([^}]+)\}|([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*)|(<=|>=|==|!=|&&|\|\||[-+*/%^(),<>=!≤≥≠×·−÷]))/uy;

/** What is written in several ways, in one. */
const spellings: Readonly<Record<string, string>> = {
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '=': '==',
  '×': '*',
  '·': '*',
  '÷': '/',
  '−': '-',
  '&&': 'and',
  '||': 'or',
  '!': 'not',
};

function tokensOf(text: string, path: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      throw inputError(path, say('sweep.constraint', { text, place: text.slice(from).trim(), known: [] }));
    }
    const [, digits, single, double, braced, word, sign] = match;
    const quoted = single ?? double;
    if (digits !== undefined) tokens.push({ kind: 'number', text: digits });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted });
    else if (braced !== undefined) tokens.push({ kind: 'name', text: braced });
    else if (word === 'and' || word === 'or' || word === 'not') tokens.push({ kind: 'sign', text: word });
    else if (word !== undefined) tokens.push({ kind: 'name', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: spellings[sign] ?? sign });
  }
  return tokens;
}

const comparisons = new Map<string, (a: Value, b: Value) => boolean>([
  ['<=', (a, b) => numeric(a) <= numeric(b)],
  ['>=', (a, b) => numeric(a) >= numeric(b)],
  ['<', (a, b) => numeric(a) < numeric(b)],
  ['>', (a, b) => numeric(a) > numeric(b)],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
]);

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  abs: Math.abs,
  log: Math.log,
  log10: Math.log10,
  sqrt: Math.sqrt,
  exp: Math.exp,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
};

function constant(value: ParamValue): Evaluate {
  return () => value;
}

function numeric(value: Value): number {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.NaN;
}

function truth(value: Value): boolean {
  return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : value === true;
}
