import { CodedError } from '#contract/errors.ts';

/** "12" or "#12" as the number of a run. Throws `invalid_input` for anything else. */
export function runNumber(text: string): number {
  const digits = text.replace(/^#/, '');
  const number = Number(digits);
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number) && number > 0) return number;
  throw new CodedError('invalid_input', `"${text}" is not the number of a run. See: descent runs`);
}
