import type { FieldSpec } from './spec-fields/field.ts';

/**
 * What was typed into a field, as it goes into the spec: a number where it is one, nothing where it is empty, else
 * the text itself, so that the core can say in words what is wrong with it.
 */
export function typedNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(trimmed) ? Number(trimmed) : trimmed;
}

/** The same in the unit of its field, as it goes into the spec. */
export function typedAmount(
  text: string,
  { type, scale = 1 }: Pick<FieldSpec, 'type' | 'scale'>,
): number | string | undefined {
  const typed = typedNumber(text);
  if (typeof typed !== 'number' || scale === 1) return typed;
  return type === 'integer' ? Math.round(typed * scale) : typed * scale;
}

/** How such a value stands in its field. */
export function amountText(value: unknown, { scale = 1 }: Pick<FieldSpec, 'scale'>): string {
  return typeof value === 'number' && scale !== 1
    ? fieldText(Number((value / scale).toPrecision(12)))
    : fieldText(value);
}

/**
 * A list such as `64, 32`; commas (also Chinese ones) or spaces between. Empty is an empty list. Nothing between two
 * commas is an empty item, which the core refuses: it may be a number that was forgotten.
 */
export function typedList(text: string): readonly (number | string)[] {
  const items = text
    .trim()
    .split(/\s*[,，、;；]\s*|\s+/)
    .map((item) => typedNumber(item) ?? '');
  // A comma at the end waits for what is typed next.
  return items.at(-1) === '' ? items.slice(0, -1) : items;
}

/** A list of texts, which may hold spaces; commas between, also Chinese ones. Empty is an empty list. */
export function typedWords(text: string): readonly string[] {
  return text
    .split(/[,，、;；]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** How a value of the spec stands in its field. */
export function fieldText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(fieldText).join(', ');
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}
