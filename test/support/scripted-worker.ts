import { parentPort } from 'node:worker_threads';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { ControlWish, WorkerReply, WorkerRequest } from '../../src-main/worker/protocol.ts';

/**
 * A worker that speaks the protocol in a real thread and does by script what trainings do, well and badly. The
 * script is the name of the spec: `steps` counts up until stopped or `steps` are done; `exit`, `throw`, `loop` and
 * `memory` die in their own ways; `silent` never answers, though its loop turns.
 */
if (parentPort === null) throw new Error('this file runs in a worker thread');
const port = parentPort;
const controls = new Map<number, ControlWish>();
const post = (reply: WorkerReply): void => port.postMessage(reply);

port.on('message', (request: WorkerRequest) => {
  if (request.type === 'control') controls.set(request.id, request.state);
  else if (request.type === 'job') void perform(request);
});
post({ type: 'ready' });

async function perform(request: Extract<WorkerRequest, { type: 'job' }>): Promise<void> {
  const { id, job } = request;
  if (job === 'describe') {
    const { target } = request.input.dataset;
    if (target === 'exit') process.exit(3);
    if (target === 'slow') return;
    post({
      type: 'result',
      id,
      job: target === 'other' ? 'plan' : job,
      output: `described ${String(target)}`,
    });
    return;
  }
  if (job !== 'train') {
    post({ type: 'error', id, error: { code: 'not_found', message: `The worker knows no job "${job}".` } });
    return;
  }
  // One that reads its data and builds its model tells nothing yet.
  if (request.input.spec.name === 'preparing') for (;;);
  const event = (told: TrainingEvent): void => post({ type: 'event', id, event: told });
  event({ kind: 'note', name: 'begun', step: null, message: request.input.spec.name ?? '' });
  switch (request.input.spec.name) {
    case 'exit':
      process.exit(7);
      break;
    case 'throw':
      setImmediate(() => {
        throw new Error('the layer is inside out');
      });
      return;
    case 'loop':
      for (;;);
    case 'memory': {
      const hoard: object[] = [];
      for (;;) hoard.push({ more: new Array<number>(1000).fill(hoard.length) });
    }
    case 'silent':
      return;
    default:
      await countSteps(id, request.input.spec.steps ?? Number.POSITIVE_INFINITY, event);
  }
}

async function countSteps(id: number, total: number, event: (told: TrainingEvent) => void): Promise<void> {
  let step = 0;
  let paused = false;
  while (step < total && controls.get(id) !== 'stop') {
    if (controls.get(id) === 'pause') {
      if (!paused) event({ kind: 'note', name: 'paused', step, message: 'Paused.' });
      paused = true;
    } else {
      if (paused) event({ kind: 'note', name: 'resumed', step, message: 'Resumed.' });
      paused = false;
      step++;
      const steps = Float64Array.of(step);
      event({ kind: 'points', series: [{ key: 'batch/loss', steps, times: steps, values: steps }] });
    }
    // A step takes a moment, as real ones do: on a busy machine the tests would drown in messages otherwise.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const end = { kind: 'finished', state: step < total ? 'stopped' : 'complete', step } as const;
  event(end);
  post({ type: 'result', id, job: 'train', output: end });
}
