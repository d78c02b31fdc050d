import { CodedError } from '#contract/errors.ts';
import type { TrainingEnd, TrainingEvent } from '#contract/training-event.ts';
import { advise } from '../engine/advice/advise.ts';
import { describeDataset } from '../engine/dataset/describe.ts';
import type { DatasetFiles } from '../engine/dataset/files.ts';
import { readRows } from '../engine/dataset/rows.ts';
import { listEngines } from '../engine/tensor/engine.ts';
import { predictHeldOut } from '../engine/training/held-out.ts';
import { exportModel } from '../engine/training/export-model.ts';
import { circumstancesOf } from '../engine/training/circumstances.ts';
import { planSpec } from '../engine/training/plan.ts';
import { probeSpec } from '../engine/training/probe.ts';
import { predict } from '../engine/training/predict.ts';
import { proposeSpec } from '../engine/training/propose.ts';
import { meterThisThread } from '../meter/energy.ts';
import { train } from '../engine/training/train.ts';
import { runArchive } from '../interop/run-archive.ts';
import { verifyStretch } from '../engine/training/verify.ts';
import type { SteeredControl } from './entry-control.ts';
import type { JobName, JobOutput, WorkerRequest } from './protocol.ts';

export interface JobContext {
  readonly files: DatasetFiles;
  readonly control: SteeredControl;
  readonly tell: (event: TrainingEvent) => void;
}

/** Every job there is, by the engine's functions. A request that this version does not know is refused, not ignored. */
export async function runJob(
  request: Extract<WorkerRequest, { type: 'job' }>,
  context: JobContext,
): Promise<JobOutput<JobName>> {
  const { files } = context;
  switch (request.job) {
    case 'train':
      return trainAndTell(request.input, context);
    case 'advise':
      return adviseAndTell(request.input, context);
    case 'verify': {
      const { spec, until, recorded, expected, ...from } = request.input;
      const stretch = { spec, until, recorded, ...(expected === undefined ? {} : { expected }) };
      return verifyStretch(stretch, { files, control: context.control, clock: Date.now, ...from });
    }
    case 'circumstances': {
      const { spec, initial } = request.input;
      return circumstancesOf(spec, { files, ...(initial === undefined ? {} : { initial }) });
    }
    case 'describe':
      return describeDataset(request.input.dataset, files);
    case 'rows':
      return readRows(request.input.dataset, files, request.input.offset, request.input.limit);
    case 'propose':
      return proposeSpec(request.input.dataset, files);
    case 'plan':
      return planSpec(
        request.input.spec,
        files,
        request.input.initial ?? null,
        request.input.branchOf ?? null,
      );
    case 'probe':
      return probeSpec(request.input.spec, {
        files,
        clock: Date.now,
        aborted: () => context.control.state === 'stop',
        ...(request.input.initial === undefined ? {} : { initial: request.input.initial }),
      });
    case 'predict':
      return predict(request.input.checkpoint, request.input.values, request.input.image);
    case 'heldOut':
      return predictHeldOut(request.input.checkpoint, files);
    case 'export': {
      const { checkpoint, run, metrics } = request.input;
      return { bytes: runArchive({ run, metrics, ...exportModel(checkpoint) }) };
    }
    case 'engines':
      return listEngines();
    default: {
      const { job } = request satisfies never as { readonly job: string };
      throw new CodedError('not_found', `The worker knows no job "${job}".`);
    }
  }
}

async function trainAndTell(
  { spec, holdAfter, ...from }: Extract<WorkerRequest, { job: 'train' }>['input'],
  { files, control, tell }: JobContext,
): Promise<JobOutput<'train'>> {
  if (holdAfter !== undefined) control.set({ holdAfter });
  return tellAll(train(spec, { files, control, clock: Date.now, energy: meterThisThread(), ...from }), tell);
}

async function adviseAndTell(
  { spec, kind, initial }: Extract<WorkerRequest, { job: 'advise' }>['input'],
  { files, control, tell }: JobContext,
): Promise<JobOutput<'advise'>> {
  const options = {
    files,
    control,
    clock: Date.now,
    stopwatch: () => performance.now(),
    ...(initial === undefined ? {} : { initial }),
  };
  return tellAll(advise(spec, kind, options), tell);
}

async function tellAll(
  events: AsyncGenerator<TrainingEvent, void, undefined>,
  tell: (event: TrainingEvent) => void,
): Promise<TrainingEnd> {
  for await (const event of events) {
    tell(event);
    if (event.kind === 'finished') return event;
  }
  throw new Error('the training ended without saying how');
}
