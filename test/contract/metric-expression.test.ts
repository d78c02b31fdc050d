import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedKey, derivedText } from '#contract/metric-expression/derived-key.ts';
import { parseExpression } from '#contract/metric-expression/parse-expression.ts';
import {
  evaluateExpression,
  expressionFunctions,
  metricsOf,
  type MetricExpression,
} from '#contract/metric-expression/tree.ts';

const key = fc.constantFrom('val/loss', 'loss', 'a.b_2', 'train/top1', 'a b', 'x-y');

const { expression } = fc.letrec<{ expression: MetricExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.record({ kind: fc.constant('number' as const), value: fc.double({ noNaN: true, min: 0, max: 1e9 }) }),
    fc.record({ kind: fc.constant('metric' as const), key }),
    fc.record({ kind: fc.constant('negative' as const), of: tie('expression') }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '^' as const),
      left: tie('expression'),
      right: tie('expression'),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom(...expressionFunctions),
      arguments: fc.array(tie('expression'), { minLength: 1, maxLength: 1 }),
    }),
  ),
}));

/** With brackets around everything, so that no precedence is needed. */
function written(tree: MetricExpression): string {
  switch (tree.kind) {
    case 'number':
      return String(tree.value);
    case 'metric':
      return `\`${tree.key}\``;
    case 'negative':
      return `(-${written(tree.of)})`;
    case 'binary':
      return `(${written(tree.left)} ${tree.operator} ${written(tree.right)})`;
    case 'call':
      return `${tree.name}(${tree.arguments.map(written).join(', ')})`;
  }
}

function valueOf(text: string, values: Readonly<Record<string, number>> = {}): number {
  const parsed = parseExpression(text);
  if ('issue' in parsed) throw new Error(parsed.issue.message);
  return evaluateExpression(parsed.expression, (name) => values[name] ?? Number.NaN);
}

describe('an expression of metrics', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = written(tree);
        fc.pre(text.length <= 1000);
        expect(parseExpression(text)).toEqual({ expression: tree });
      }),
    );
  });

  it('has the precedence that one learns at school', () => {
    expect(valueOf('2 + 3 * 4 ^ 2')).toBe(50);
    expect(valueOf('10 - 4 - 3')).toBe(3);
    expect(valueOf('2 ^ 3 ^ 2')).toBe(512);
    expect(valueOf('-2 ^ 2')).toBe(-4);
    expect(valueOf('2 ^ -1')).toBe(0.5);
    expect(valueOf('24 / 4 / 2')).toBe(3);
    expect(valueOf('max(1, min(7, 3), 2)')).toBe(3);
  });

  it('takes a slash between letters as part of a name, and one between spaces as a division', () => {
    const parsed = parseExpression('val/loss / train/loss - `odd name-1`');
    if ('issue' in parsed) throw new Error(parsed.issue.message);
    expect(metricsOf(parsed.expression)).toEqual(['val/loss', 'train/loss', 'odd name-1']);
  });

  it('says where it cannot be read, and never throws', () => {
    expect(parseExpression('a + ? b')).toMatchObject({ issue: { from: 4, to: 5 } });
    expect(parseExpression('a b')).toMatchObject({ issue: { from: 2, to: 3 } });
    expect(parseExpression('eval(1)')).toMatchObject({ issue: { from: 0, to: 4 } });
    expect(parseExpression('')).toMatchObject({ issue: { from: 0, to: 0 } });
    expect(parseExpression('abs(1, 2)')).toMatchObject({ issue: { from: 0, to: 3 } });
    expect(parseExpression('('.repeat(500))).toHaveProperty('issue');
    expect(parseExpression('-'.repeat(900))).toHaveProperty('issue');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const parsed = parseExpression(text);
        if ('issue' in parsed) {
          expect(parsed.issue.from).toBeLessThanOrEqual(parsed.issue.to);
          expect(parsed.issue.to).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes by a key that no measured metric has', () => {
    expect(derivedText(derivedKey(' a - b '))).toBe('a - b');
    expect(derivedText('val/loss')).toBeNull();
  });
});
