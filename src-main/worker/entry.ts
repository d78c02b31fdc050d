import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, toErrorPayload, type ErrorPayload } from '#contract/errors.ts';
import { editedSpec } from '#contract/live-edit.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { say } from '#contract/sentence.ts';
import { tooLate } from '../engine/training/edits.ts';
import { followThreads } from '../engine/tensor/embedded/cores.ts';
import { findEnginesIn } from '../engine/tensor/installed.ts';
import { captureConsole } from './entry-console.ts';
import { createControl, type SteeredControl } from './entry-control.ts';
import { openFiles } from './entry-files.ts';
import { runJob } from './entry-jobs.ts';
import type { WorkerData, WorkerReply, WorkerRequest } from './protocol.ts';

/** The worker's thread begins here: it takes requests, runs jobs by the engine, and answers every request. */
const heartbeatMs = 1000;

if (parentPort === null) throw new Error('worker/entry.ts runs in a worker thread only');
const port = parentPort;
// The core made this thread and passes what protocol.ts says.
const folders = workerData as WorkerData;
const files = openFiles(folders);
findEnginesIn(folders.enginesDirectory);
followThreads(folders.threads ?? null);
const running = new Map<number, SteeredControl>();

port.on('message', (request: WorkerRequest) => {
  if (request.type === 'control') running.get(request.id)?.set(request.state);
  else if (request.type === 'edit') edit(request);
  else void answer(request);
});
setInterval(() => post({ type: 'heartbeat' }), heartbeatMs);
captureConsole((stream, text) => {
  for (const id of running.keys()) post({ type: 'event', id, event: { kind: 'console', stream, text } });
});
post({ type: 'ready' });

async function answer(request: Extract<WorkerRequest, { type: 'job' }>): Promise<void> {
  const { id, job } = request;
  const control = createControl();
  running.set(id, control);
  try {
    const tell = (event: TrainingEvent): void => {
      const told = event.kind === 'finished' ? withPlainError(event) : event;
      post({ type: 'event', id, event: told }, transferable(told));
    };
    const output = await runJob(request, { files, control, tell });
    post({ type: 'result', id, job, output });
  } catch (thrown) {
    post({ type: 'error', id, error: plainError(thrown) });
  } finally {
    running.delete(id);
    for (let wish = control.takeWish(); wish !== null; wish = control.takeWish()) wish.refused(tooLate());
  }
}

/** Answered when the training has taken the change or refused it. */
function edit({ id, of, changes }: Extract<WorkerRequest, { type: 'edit' }>): void {
  const refused = (error: unknown): void => post({ type: 'error', id, error: plainError(error) });
  const control = running.get(of);
  if (control === undefined) {
    refused(tooLate());
    return;
  }
  control.wish({
    apply: (spec) => editedSpec(spec, changes),
    taken: (taken) => post({ type: 'result', id, job: 'edit', output: taken }),
    refused,
  });
}

function post(reply: WorkerReply, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(reply, transfer);
}

function withPlainError(event: Extract<TrainingEvent, { kind: 'finished' }>): TrainingEvent {
  return event.error === undefined ? event : { ...event, error: namedIfOutOfMemory(event.error) };
}

function plainError(thrown: unknown): ErrorPayload {
  return namedIfOutOfMemory(toErrorPayload(thrown));
}

/** Arrays and WASM memory that cannot be had throw a RangeError, which is a want of memory and no fault of ours. */
function namedIfOutOfMemory(error: ErrorPayload): ErrorPayload {
  const outOfMemory =
    error.code === 'internal' && /array buffer allocation|out of memory|memory\.grow|invalid array length/i;
  if (outOfMemory === false || !outOfMemory.test(error.message)) return error;
  return toErrorPayload(new CodedError('out_of_memory', say('task.outOfMemory', { reason: error.message })));
}

/** Buffers that go over instead of being copied. A view of a part of a buffer is copied: the rest is not ours. */
function transferable(event: TrainingEvent): ArrayBuffer[] {
  const views: ArrayBufferView[] =
    event.kind === 'points'
      ? event.series.flatMap(({ steps, times, values }) => [steps, times, values])
      : event.kind === 'checkpoint'
        ? [event.bytes]
        : [];
  const whole = views
    .filter(({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
  return [...new Set(whole)];
}
