/** Numbers that a word of a search stands for: those whose size is `least`, or more but less than `below`. */
export interface NumberWord {
  readonly sign: 1 | -1;
  readonly least: number;
  readonly below: number;
}

/**
 * What numbers a word means: "0.002" those that begin with it when written out, so that it finds them while it is
 * typed; "64" and "1e-3" that number alone. Null for other words, and for a single digit, which is in nearly every run.
 */
export function numberWord(word: string): NumberWord | null {
  const sign = /^[-−]/.test(word) ? -1 : 1;
  const text = sign === 1 ? word : word.slice(1);
  if (/^(\d{2,}|\d+(\.\d+)?e[-+]?\d+)$/i.test(text))
    return { sign, least: Number(text), below: Number(text) };
  const [, whole = '', decimals = ''] = /^(\d*)\.(\d+)$/.exec(text) ?? [];
  if (decimals === '' || !Number.isSafeInteger(Number(whole + decimals))) return null;
  // Read from decimals: 0.003 is not what 0.002 + 0.001 gives.
  const below = Number(`${Number(whole + decimals) + 1}e-${decimals.length}`);
  return { sign, least: Number(text), below };
}
