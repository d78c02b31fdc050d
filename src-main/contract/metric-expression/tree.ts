/** An expression over metrics, as a tree: it is walked, never evaluated as code. */
export type MetricExpression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly key: string }
  | { readonly kind: 'negative'; readonly of: MetricExpression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: MetricExpression;
      readonly right: MetricExpression;
    }
  | {
      readonly kind: 'call';
      readonly name: ExpressionFunction;
      readonly arguments: readonly MetricExpression[];
    };

export type BinaryOperator = '+' | '-' | '*' | '/' | '^';

export const expressionFunctions = ['abs', 'sqrt', 'exp', 'log', 'log10', 'min', 'max'] as const;
export type ExpressionFunction = (typeof expressionFunctions)[number];

/** Keys of the metrics in it, each once, in the order in which they are written. */
export function metricsOf(expression: MetricExpression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'metric':
      return [expression.key];
    case 'negative':
      return metricsOf(expression.of);
    case 'binary':
      return distinct([expression.left, expression.right]);
    case 'call':
      return distinct(expression.arguments);
  }
}

/**
 * What it comes to where the metrics have these values. As doubles do: a division by 0 gives ±∞ or NaN, the logarithm
 * of what is below 0 NaN.
 */
export function evaluateExpression(expression: MetricExpression, valueOf: (key: string) => number): number {
  const evaluate = (part: MetricExpression): number => evaluateExpression(part, valueOf);
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'metric':
      return valueOf(expression.key);
    case 'negative':
      return -evaluate(expression.of);
    case 'binary':
      return operate(expression.operator, evaluate(expression.left), evaluate(expression.right));
    case 'call':
      return functions[expression.name](...expression.arguments.map(evaluate));
  }
}

function distinct(parts: readonly MetricExpression[]): readonly string[] {
  return [...new Set(parts.flatMap(metricsOf))];
}

function operate(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
  }
}

const functions: Readonly<Record<ExpressionFunction, (...values: number[]) => number>> = {
  abs: (value = Number.NaN) => Math.abs(value),
  sqrt: (value = Number.NaN) => Math.sqrt(value),
  exp: (value = Number.NaN) => Math.exp(value),
  log: (value = Number.NaN) => Math.log(value),
  log10: (value = Number.NaN) => Math.log10(value),
  min: Math.min,
  max: Math.max,
};
