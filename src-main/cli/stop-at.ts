import { CodedError } from '#contract/errors.ts';
import type { CommandCall, OptionSpec } from './command.ts';
import { stepNumber } from './run-number.ts';

/** Of commands that train. */
export const stopAtOption = {
  'stop-at': {
    type: 'string',
    value: 'STEP',
    summary: 'stop after this step, with a checkpoint; descent resume goes on',
  },
} as const satisfies Record<string, OptionSpec>;

export function stopAtOf(call: CommandCall): number | undefined {
  const text = call.text('stop-at');
  if (text === undefined) return undefined;
  const step = stepNumber('stop-at', text);
  if (step > 0) return step;
  throw new CodedError('invalid_input', '--stop-at 0 would train nothing; give a step from 1 on.');
}
