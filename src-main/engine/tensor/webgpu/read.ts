import * as tf from '@tensorflow/tfjs-core';
import { CodedError } from '#contract/errors.ts';
import type { Device, DeviceBackend, DeviceBuffer } from './dawn.ts';
import type { DeviceEvents } from './events.ts';

// GPUBufferUsage.MAP_READ | COPY_DST and GPUMapMode.READ of the standard.
const forReading = 0x1 | 0x8;
const mapForReading = 0x1;

/** What went wrong on a device since it was opened; the next read throws it. */
export interface DeviceTrouble {
  current: CodedError | null;
}

/** Listens to a device. A lost one and one without memory tell it nowhere else. */
export function watchTrouble(device: Device): DeviceTrouble {
  const trouble: DeviceTrouble = { current: null };
  void device.lost.then(({ reason, message }) => {
    trouble.current ??= deviceLost(`${reason}${message === '' ? '' : `: ${message}`}`);
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    trouble.current ??= ofUncaptured(error);
  });
  return trouble;
}

/**
 * Lets the backend read synchronously, which TensorFlow.js does by a canvas that only browsers have. The values of a
 * tensor are copied into memory that the GPU shares and waited for there. Throws `device_lost` and `out_of_memory`.
 */
export function readWithinTurn(backend: DeviceBackend, events: DeviceEvents, trouble: DeviceTrouble): void {
  const others = backend.readSync.bind(backend);
  backend.readSync = (id) => {
    const data = backend.tensorMap.get(id);
    const { resource = null } = data;
    if (data.values !== null && data.values !== undefined) return data.values;
    if (resource === null) return others(id);
    const bytes = readBuffer(backend, resource, events, trouble);
    data.values = tf.util.convertBackendValuesAndArrayBuffer(bytes, data.dtype);
    return data.values;
  };
}

function readBuffer(
  backend: DeviceBackend,
  buffer: DeviceBuffer,
  events: DeviceEvents,
  trouble: DeviceTrouble,
): ArrayBuffer {
  const staging = backend.bufferManager.acquireBuffer(buffer.size, forReading);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  backend.submitQueue();
  // Its end shows in the buffer's state, which is what is waited for; why it failed is told by the device.
  staging.mapAsync(mapForReading).catch(() => undefined);
  events.waitUntil(() => staging.mapState !== 'pending');
  if (trouble.current !== null) throw trouble.current;
  if (staging.mapState !== 'mapped') throw deviceLost('it does not answer');
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  backend.bufferManager.releaseBuffer(staging);
  return bytes;
}

function deviceLost(why: string): CodedError {
  return new CodedError(
    'device_lost',
    `The GPU was lost (${why}). Its driver may have been restarted or updated, or the machine was asleep. Resume the run from its last checkpoint; if it happens again, choose a smaller batch or the engine "embedded".`,
  );
}

function ofUncaptured({ message, constructor }: { readonly message: string }): CodedError {
  const [first = ''] = message.split('\n');
  return constructor.name === 'GPUOutOfMemoryError'
    ? new CodedError(
        'out_of_memory',
        `The GPU ran out of memory (${first}). Try a smaller batch, a smaller model, or the engine "embedded".`,
      )
    : new CodedError('internal', `The GPU refused an operation: ${first}`);
}
