import { writeFileAtomically } from '../../base/atomic-file.ts';
import type { Advice, AdviceKind } from '#contract/advice.ts';
import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { adviceText } from '../advice-text.ts';
import type { Command, CommandCall } from '../command.ts';
import { openClient } from '../open-client.ts';
import { shortDuration, toJson, type Output } from '../output.ts';
import { onInterrupt } from '../signals.ts';
import { applySettings } from '../spec-argument.ts';
import { specDocument, specOptions } from '../spec-document.ts';

export const adviseCommand: Command = {
  name: 'advise',
  operands: 'SAMPLE|SPEC.json|DATA',
  summary:
    'tries a spec out on its own data for a small share of the training, and says which optimizer, learning rate or batch size to take',
  count: [1, 1],
  options: {
    'learning-rate': { type: 'boolean', summary: 'which learning rate? a range test' },
    'batch-size': {
      type: 'boolean',
      summary: 'which batch size? speed, memory and the noise of the gradient',
    },
    write: { type: 'string', value: 'FILE', summary: 'write the spec with the advice taken into this file' },
    ...specOptions,
  },
  run: async (call) => {
    const kind = kindOf(call);
    const documentOf = specDocument(call);
    const { client, close, lost } = await openClient(call.dataDirectory, 'write');
    try {
      const document = await documentOf(client);
      const advice = await Promise.race([ask(client, kind, document, call.output), lost]);
      call.output.result(call.json ? toJson(advice) : adviceText(advice));
      if (advice.error !== null) call.output.say(`The trial failed: ${advice.error.message}`);
      if (advice.state !== 'complete') return 1;
      write(call, document, advice);
      return 0;
    } finally {
      await close();
    }
  },
};

function kindOf(call: CommandCall): AdviceKind {
  const [rate, batch] = [call.flag('learning-rate'), call.flag('batch-size')];
  if (rate && batch) {
    throw new CodedError(
      'invalid_input',
      'One question at a time: give --learning-rate or --batch-size, or neither for the optimizer.',
    );
  }
  return rate ? 'learningRate' : batch ? 'batchSize' : 'optimizer';
}

/** Starts the trial and waits for its end; Ctrl+C stops it. */
async function ask(
  client: Client,
  kind: AdviceKind,
  document: Record<string, unknown>,
  output: Output,
): Promise<Advice> {
  // What is no spec is refused by the contract's schema.
  const { advice } = await client.call('advice.start', { spec: document as TrainingSpecInput, kind });
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const look = async (): Promise<void> => {
    const { state, progress } = await client.call('advice.show', { advice });
    if (progress !== null) {
      const { step, totalSteps, etaMs } = progress;
      output.status(`step ${step} of about ${totalSteps} · ${shortDuration(etaMs)} left`);
    }
    if (state !== 'waiting' && state !== 'running') resolve(undefined);
  };
  const unsubscribe = client.subscribe(`advice:${advice}`, () => void look().catch(() => resolve(undefined)));
  const forget = onInterrupt(() => {
    output.say('Stopping after this step …');
    client.call('advice.stop', { advice }).catch(() => undefined);
  });
  try {
    // It may have ended before anybody listened.
    await look();
    await ended;
    return await client.call('advice.show', { advice });
  } finally {
    unsubscribe();
    forget();
  }
}

function write(call: CommandCall, document: Record<string, unknown>, { report }: Advice): void {
  const file = call.text('write');
  if (file === undefined || report === null) return;
  const changes = report.changes.map(({ path, value }) => `${path}=${JSON.stringify(value)}`);
  writeFileAtomically(file, `${JSON.stringify(applySettings(document, changes), null, 2)}\n`);
  call.output.say(changes.length === 0 ? `${file}: as it was` : `${file}: ${changes.join(', ')}`);
}
