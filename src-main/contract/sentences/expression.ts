/** What is wrong with the expression of a derived metric. */
export const expressionSentences = {
  'expression.unexpected': ({ found, at }: { found: string; at: number }) =>
    `"${found}" does not fit at character ${at} of the expression. Write metrics, numbers and + - * / ^, with spaces around a division; names with other characters stand in backticks.`,
  'expression.ended': () => 'The expression ends too early: a metric, a number or a bracket is missing.',
  'expression.function': ({ name, known }: { name: string; known: string }) =>
    `There is no function "${name}". There are ${known}.`,
  'expression.arguments': ({ name }: { name: string }) =>
    `"${name}" takes one value. Only min and max take several.`,
  'expression.deep': ({ most }: { most: number }) =>
    `The brackets of the expression are nested more than ${most} deep.`,
  'expression.long': ({ most }: { most: number }) => `The expression is longer than ${most} characters.`,
};
