/** An element of MathML: a leaf with text, or a row or construct with children. */
export interface MathNode {
  readonly tag:
    | 'mi'
    | 'mn'
    | 'mo'
    | 'mrow'
    | 'msub'
    | 'msup'
    | 'msubsup'
    | 'mfrac'
    | 'msqrt'
    | 'mover'
    | 'mspace'
    | 'munder';
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly MathNode[];
}

/** Letters and signs by their TeX name. */
const symbols: Readonly<Record<string, readonly ['mi' | 'mo', string]>> = {
  alpha: ['mi', 'α'],
  beta: ['mi', 'β'],
  gamma: ['mi', 'γ'],
  delta: ['mi', 'δ'],
  epsilon: ['mi', 'ε'],
  eta: ['mi', 'η'],
  theta: ['mi', 'θ'],
  lambda: ['mi', 'λ'],
  mu: ['mi', 'μ'],
  pi: ['mi', 'π'],
  rho: ['mi', 'ρ'],
  sigma: ['mi', 'σ'],
  sum: ['mo', '∑'],
  sim: ['mo', '∼'],
  le: ['mo', '≤'],
  ge: ['mo', '≥'],
  ne: ['mo', '≠'],
  cdot: ['mo', '·'],
  mapsto: ['mo', '↦'],
  lfloor: ['mo', '⌊'],
  rfloor: ['mo', '⌋'],
  cos: ['mi', 'cos'],
  cosh: ['mi', 'cosh'],
  log: ['mi', 'log'],
};

/**
 * Reads the little of TeX that the window's formulas use (letters, digits, `_`, `^`, `{}`, `\frac`, `\sqrt`,
 * `\hat`, `\bar`, `\left( \right)`, `\op{softmax}`, `\thin`, `\quad` and the symbols above) into MathML, which browsers draw
 * themselves. Throws at anything else: formulas are ours, and a test reads all of them.
 */
export function parseFormula(tex: string): readonly MathNode[] {
  const tokens = tex.match(/\\[a-zA-Z]+|\d+(?:\.\d+)?|\S/g) ?? [];
  let at = 0;
  const nodes = row(() => at >= tokens.length);
  return nodes;

  function row(done: () => boolean): readonly MathNode[] {
    const items: MathNode[] = [];
    while (!done()) {
      if (at >= tokens.length) throw new Error(`The formula ${tex} has an open brace.`);
      items.push(scripted());
    }
    return items;
  }

  /** An atom with what hangs below and above it. */
  function scripted(): MathNode {
    const base = atom();
    let below: MathNode | null = null;
    let above: MathNode | null = null;
    for (; tokens[at] === '_' || tokens[at] === '^';) {
      if (tokens[at++] === '_') below = atom();
      else above = atom();
    }
    if (below !== null && above !== null) return { tag: 'msubsup', children: [base, below, above] };
    if (below !== null) return { tag: base.text === '∑' ? 'munder' : 'msub', children: [base, below] };
    if (above !== null) return { tag: 'msup', children: [base, above] };
    return base;
  }

  function atom(): MathNode {
    const token = tokens[at++];
    if (token === undefined) throw new Error(`The formula ${tex} ends too early.`);
    if (token === '{') return group();
    if (token.startsWith('\\')) return command(token.slice(1));
    if (/^\d/.test(token)) return { tag: 'mn', text: token };
    if (/^[a-zA-Z]$/.test(token)) return { tag: 'mi', text: token };
    // Bars and brackets stand as they are; \left and \right ask for tall ones.
    if (/^[()|]$/.test(token))
      return { tag: 'mo', text: token, attributes: { stretchy: 'false', lspace: '0', rspace: '0' } };
    if (token !== '-') return { tag: 'mo', text: token };
    // A sign is nearer to its number than an operation.
    const sign = at === 1 || /^[(,={:]$/.test(tokens[at - 2] ?? '');
    return { tag: 'mo', text: '−', ...(sign ? { attributes: { form: 'prefix', rspace: '0' } } : {}) };
  }

  function group(): MathNode {
    const children = row(() => tokens[at] === '}');
    at++;
    return children.length === 1 && children[0] !== undefined ? children[0] : { tag: 'mrow', children };
  }

  function command(name: string): MathNode {
    switch (name) {
      case 'frac':
        return { tag: 'mfrac', children: [atom(), atom()] };
      case 'sqrt':
        return { tag: 'msqrt', children: [atom()] };
      case 'hat':
        return { tag: 'mover', attributes: { accent: 'true' }, children: [atom(), { tag: 'mo', text: '^' }] };
      case 'bar':
        return { tag: 'mover', attributes: { accent: 'true' }, children: [atom(), { tag: 'mo', text: '¯' }] };
      case 'left':
      case 'right':
        return { tag: 'mo', text: tokens[at++] ?? '', attributes: { lspace: '0', rspace: '0' } };
      case 'op':
        return { tag: 'mi', text: word(), attributes: { mathvariant: 'normal' } };
      case 'thin':
        return { tag: 'mspace', attributes: { width: '0.17em' } };
      case 'quad':
        return { tag: 'mspace', attributes: { width: '1em' } };
      default: {
        const symbol = symbols[name];
        if (symbol === undefined) throw new Error(`The formula ${tex} has an unknown \\${name}.`);
        return { tag: symbol[0], text: symbol[1] };
      }
    }
  }

  function word(): string {
    at++;
    let letters = '';
    while (at < tokens.length && tokens[at] !== '}') letters += tokens[at++] ?? '';
    at++;
    return letters;
  }
}
