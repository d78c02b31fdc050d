/** Where a text stops being JSON, and what should have stood there. Lines and columns count from 1. */
export interface JsonError {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly expected: 'value' | 'key' | 'colon' | 'comma' | 'commaOrBracket' | 'string' | 'number' | 'end';
}

/**
 * Finds the first error of a JSON text, or null when it is JSON. Browsers say it in different words and some
 * without a position; this says it in one way (grammar: RFC 8259).
 */
export function findJsonError(text: string): JsonError | null {
  const end = value(skip(0));
  const failed = typeof end === 'object' ? end : null;
  if (failed !== null) return located(failed);
  const after = skip(end as number);
  return after === text.length ? null : located({ at: after, expected: 'end' });

  type Failure = { readonly at: number; readonly expected: JsonError['expected'] };

  function located({ at, expected }: Failure): JsonError {
    const before = text.slice(0, at);
    const line = before.split('\n').length;
    return { offset: at, line, column: at - before.lastIndexOf('\n'), expected };
  }

  function skip(at: number): number {
    let i = at;
    while (i < text.length && ' \t\n\r'.includes(text[i] ?? '')) i++;
    return i;
  }

  /** The offset after the value at `at`, or the failure. */
  function value(at: number): number | Failure {
    const first = text[at];
    if (first === '{') return list(at, '}');
    if (first === '[') return list(at, ']');
    if (first === '"') return string(at);
    if (first !== undefined && /[-\d]/.test(first)) return number(at);
    const word = /^(?:true|false|null)(?![\w$])/.exec(text.slice(at, at + 6))?.[0];
    return word === undefined ? { at, expected: 'value' } : at + word.length;
  }

  function list(at: number, close: '}' | ']'): number | Failure {
    let i = skip(at + 1);
    if (text[i] === close) return i + 1;
    for (;;) {
      const next = close === '}' ? member(i) : value(i);
      if (typeof next === 'object') return next;
      i = skip(next);
      if (text[i] === close) return i + 1;
      if (text[i] !== ',') return { at: i, expected: i < text.length ? 'comma' : 'commaOrBracket' };
      i = skip(i + 1);
    }
  }

  function member(at: number): number | Failure {
    if (text[at] !== '"') return { at, expected: 'key' };
    const end = string(at);
    if (typeof end === 'object') return end;
    const colon = skip(end);
    return text[colon] === ':' ? value(skip(colon + 1)) : { at: colon, expected: 'colon' };
  }

  function string(at: number): number | Failure {
    let i = at + 1;
    for (; i < text.length && text[i] !== '"'; i++) {
      if ((text[i] ?? '') < ' ') return { at: i, expected: 'string' };
      if (text[i] !== '\\') continue;
      if (!/^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(text.slice(i, i + 6)))
        return { at: i, expected: 'string' };
      i += text[i + 1] === 'u' ? 5 : 1;
    }
    return i < text.length ? i + 1 : { at: i, expected: 'string' };
  }

  function number(at: number): number | Failure {
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at));
    const end = at + (match?.[0].length ?? 0);
    const next = text[end];
    return match === null || (next !== undefined && /[\w.+-]/.test(next))
      ? { at: end, expected: 'number' }
      : end;
  }
}
