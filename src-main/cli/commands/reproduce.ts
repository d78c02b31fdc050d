import { CodedError } from '#contract/errors.ts';
import type { Difference, RerunOutcome, Verification } from '#contract/reproduction.ts';
import type { Command } from '../command.ts';
import { followRun } from '../follow.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { requireDataDirectory, withClient } from './with-client.ts';

export const verifyCommand: Command = {
  name: 'verify',
  operands: 'RUN',
  summary:
    'trains some steps of a run again from a checkpoint and compares every bit; exit code 0 when all are the same',
  count: [1, 1],
  options: {
    from: {
      type: 'string',
      value: 'STEP',
      summary: 'from the checkpoint after this step; the last but one when left out',
    },
    steps: { type: 'string', value: 'N', summary: 'so many steps; up to the next checkpoint when left out' },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const [from, steps] = [call.text('from'), call.text('steps')];
    const asked = {
      run,
      ...(from === undefined ? {} : { from: whole('from', from) }),
      ...(steps === undefined ? {} : { steps: whole('steps', steps) }),
    };
    const found = await withClient(call, 'write', (client) => client.call('runs.verify', asked));
    if (call.json) call.output.result(toJson(found));
    else call.output.say(inWords(run, found));
    return found.outcome === 'exact' ? 0 : 1;
  },
};

export const rerunCommand: Command = {
  name: 'rerun',
  operands: 'RUN',
  summary: 'trains a run again as it was, to its end, and tells whether the weights have the same bits',
  count: [1, 1],
  options: {},
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    requireDataDirectory(call.dataDirectory);
    let again = 0;
    const code = await followRun(call.dataDirectory, call.output, async (client) => {
      for (const difference of await client.call('runs.differences', { run })) {
        call.output.say(`Differs now: ${differenceInWords(difference)}`);
      }
      again = (await client.call('runs.rerun', { run })).run;
      return again;
    });
    const detail = await withClient(call, 'read', (client) => client.call('runs.show', { run: again }));
    // The core's own result; see contract/reproduction.ts.
    const outcome = detail.results['rerun'] as RerunOutcome | undefined;
    if (outcome === undefined)
      call.output.say('There is nothing to compare with: one of the two did not come to its end.');
    else {
      call.output.say(
        outcome.exact
          ? `Exact: the weights of run ${again} have the same bits as those of run ${run} (SHA-256 ${outcome.before}).`
          : `Approximate: the weights of run ${again} have other bits than those of run ${run}.`,
      );
    }
    return code;
  },
};

function whole(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new CodedError('invalid_input', `--${option} ${text} has to be a whole number.`);
}

function inWords(run: number, found: Verification): string {
  const { outcome, fromStep, toStep, points, arrays, first, differences } = found;
  const stretch = `Run ${run}, steps ${fromStep + 1} to ${toStep}`;
  const changed = differences.map((difference) => `\n  ${differenceInWords(difference)}`).join('');
  if (outcome === 'exact') {
    const thisTime =
      found.promised === false
        ? ' The difference measured is 0; the engine does not promise it, and may be close, not identical, another time.'
        : '';
    return `${stretch}: exact. ${points} points and ${arrays} arrays have the same bits.${thisTime}${changed}`;
  }
  const what =
    first === null
      ? ''
      : ` at ${first.name} after step ${first.step}: ${first.before} then, ${first.now} now`;
  const says = {
    close: 'close, not identical; differs',
    differs: 'differs',
    notComparable: 'not comparable bit by bit, and differs',
  }[outcome];
  return `${stretch}: ${says}${what}.${measured(found)}${changed === '' ? '' : `\nWhat is not now what it was then:${changed}`}`;
}

/** How far apart the two are. */
function measured({ arrays, largestDifference, largestShare, largestShareOfPoints }: Verification): string {
  const share = (of: number): string => `${(100 * of).toPrecision(2)} %`;
  const ofItsKind =
    largestShare === undefined ? '' : ` (${share(largestShare)} of the largest of their array)`;
  const weights =
    arrays === 0
      ? ''
      : ` The largest difference between weights is ${largestDifference.toPrecision(3)}${ofItsKind}.`;
  const points =
    largestShareOfPoints === undefined
      ? ''
      : ` The largest difference between points is ${share(largestShareOfPoints)} of the value.`;
  return weights + points;
}

function differenceInWords({ what, before, now }: Difference): string {
  return `${what}: ${String(before)} then, ${String(now)} now`;
}
