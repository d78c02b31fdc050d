import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { WorkerClient } from '../worker/client.ts';
import type { ProbedSpec } from './estimate.ts';

/** Tries specs out for some steps each, in workers of their own, one after another, and remembers what was found. */
export interface ProbeDesk {
  /** What is known already of a spec like this one; null where it has not been tried. */
  recall(spec: TrainingSpec): ProbedSpec | null;
  /** Rejects with `cancelled` when the signal is aborted, and with what the training itself would fail with. */
  run(spec: TrainingSpec, initial: Uint8Array | undefined, signal: CancelSignal): Promise<ProbedSpec>;
  close(): Promise<void>;
}

const mostRemembered = 200;

export function createProbeDesk(openWorker: () => WorkerClient): ProbeDesk {
  const known = new Map<string, ProbedSpec>();
  const workers = new Set<WorkerClient>();
  let last: Promise<unknown> = Promise.resolve();

  const perform = async (
    spec: TrainingSpec,
    initial: Uint8Array | undefined,
    signal: CancelSignal,
  ): Promise<ProbedSpec> => {
    const earlier = known.get(subjectOf(spec));
    if (earlier !== undefined) return earlier;
    if (signal.aborted) throw cancelled();
    const opened = performance.now();
    const worker = openWorker();
    workers.add(worker);
    const abort = (): void => void worker.close(cancelled());
    signal.addEventListener('abort', abort, { once: true });
    try {
      await worker.ready;
      const startMs = performance.now() - opened;
      const input = { spec, ...(initial === undefined ? {} : { initial }) };
      const probed = { ...(await worker.run('probe', input).result), startMs };
      known.set(subjectOf(spec), probed);
      const [oldest] = known.keys();
      if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
      return probed;
    } finally {
      signal.removeEventListener('abort', abort);
      workers.delete(worker);
      await worker.close();
    }
  };

  return {
    recall: (spec) => known.get(subjectOf(spec)) ?? null,
    run: (spec, initial, signal) => {
      const turn = last.then(() => perform(spec, initial, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.close(cancelled())));
    },
  };
}

/** All of a spec that its speed and its memory may depend on: not its names, nor how long it trains. */
function subjectOf(spec: TrainingSpec): string {
  return JSON.stringify({ ...spec, name: '', experiment: '', tags: [], epochs: 0, steps: 0, seed: 0 });
}

function cancelled(): CodedError {
  return new CodedError('cancelled', 'The trial of some steps was cancelled.');
}
