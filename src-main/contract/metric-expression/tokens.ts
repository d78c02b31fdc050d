export interface ExpressionToken {
  readonly kind: 'number' | 'name' | 'sign';
  /** As written; of a name in backticks, what is between them. */
  readonly text: string;
  readonly quoted: boolean;
  /** Where it begins and ends in the text, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/**
 * Numbers, names and signs. A slash without spaces around it belongs to a name, as in `val/loss`, since that is how
 * metrics are called; a division has spaces. Names with other characters stand in backticks.
 */
const pattern =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|`(?<quoted>[^`]+)`|(?<name>[\p{L}_][\p{L}\p{N}_.]*(?:\/[\p{L}\p{N}_.]+)*)|(?<sign>[-+*/^(),]))/uy;

/** Up to the first place that is nothing of these; null instead of tokens tells that there is one, and where. */
export function expressionTokens(
  text: string,
): { readonly tokens: readonly ExpressionToken[] } | { readonly wrongAt: number } {
  const tokens: ExpressionToken[] = [];
  let at = 0;
  for (;;) {
    if (/^\s*$/u.test(text.slice(at))) return { tokens };
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return { wrongAt: at + (/^\s*/u.exec(text.slice(at))?.[0].length ?? 0) };
    const to = pattern.lastIndex;
    const { number, quoted, name, sign } = groups;
    const written = number ?? quoted ?? name ?? sign ?? '';
    tokens.push({
      kind: number !== undefined ? 'number' : sign !== undefined ? 'sign' : 'name',
      text: written,
      quoted: quoted !== undefined,
      from: to - written.length - (quoted === undefined ? 0 : 2),
      to,
    });
    at = to;
  }
}
