import { CodedError } from '#contract/errors.ts';

/** "12" or "#12" as the number of a run. Throws `invalid_input` for anything else. */
export function runNumber(text: string): number {
  const digits = text.replace(/^#/, '');
  const number = Number(digits);
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number) && number > 0) return number;
  throw new CodedError('invalid_input', `"${text}" is not the number of a run. See: descent runs`);
}

/** The value of an option that takes a step. Throws `invalid_input` for what is none. */
export function stepNumber(option: string, text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new CodedError(
    'invalid_input',
    `--${option} ${text} is no step; give the number of one, such as --${option} 400.`,
  );
}
