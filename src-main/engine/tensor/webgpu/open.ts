import * as tf from '@tensorflow/tfjs-core';
import type { ImportPackage, OpenedBackend } from '../native/open.ts';
import {
  allowSoftwareVariable,
  isSoftware,
  nameOfAdapter,
  whyNoAdapter,
  whySoftwareIsRefused,
} from './adapter.ts';
import type { Adapter, Dawn, Device, TensorflowBackend } from './dawn.ts';
import { watchDeviceEvents } from './events.ts';
import { registerDeviceKernels } from './kernels.ts';
import { readWithinTurn, watchTrouble, type DeviceTrouble } from './read.ts';

export const webgpuPackages = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const;

/** What the backend's kernels need beyond the least that every adapter gives. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

interface Opened {
  readonly backend: OpenedBackend;
  readonly trouble: DeviceTrouble;
  readonly device: Device;
}
let opened: Opened | null = null;
/** Lost devices are kept to the end of the thread: Dawn may end the process when one is collected in its midst. */
const lost: Opened[] = [];

/**
 * Makes a GPU of any vendor the engine of this thread, through Dawn (Vulkan, Metal or Direct3D 12), or says why it
 * cannot be and what to do. A device that was lost is opened anew.
 */
export async function openWebgpu(
  importPackage: ImportPackage,
  versionOf: (name: string) => string,
): Promise<OpenedBackend | string> {
  if (opened !== null && opened.trouble.current === null) {
    await tf.setBackend('webgpu');
    return opened.backend;
  }
  try {
    const started = await start(importPackage, versionOf);
    if (typeof started === 'string') return started;
    if (opened !== null) lost.push(opened);
    opened = started;
    return started.backend;
  } catch (thrown) {
    return whyNot(thrown);
  }
}

/** The device of this thread, for tests that lose it. */
export function currentDevice(): Device | null {
  return opened?.device ?? null;
}

async function start(
  importPackage: ImportPackage,
  versionOf: (name: string) => string,
): Promise<Opened | string> {
  const events = watchDeviceEvents();
  // The packages are what their names say; their parts that are used here are in dawn.ts.
  const dawn = (await importPackage('webgpu')) as Dawn;
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return whyNoAdapter();
  const software = isSoftware(adapter.info);
  const name = nameOfAdapter(adapter.info);
  if (software && process.env[allowSoftwareVariable] !== '1') return whySoftwareIsRefused(name);
  const device = await openDevice(adapter);
  const trouble = watchTrouble(device);
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  const { WebGPUBackend } = (await importPackage('@tensorflow/tfjs-backend-webgpu')) as TensorflowBackend;
  const backend = new WebGPUBackend(device, adapter.info);
  readWithinTurn(backend, events, trouble);
  // The package registers a backend of its own, on a device that nobody watches.
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  await tf.setBackend('webgpu');
  registerDeviceKernels(backend);
  checkReading();
  return {
    trouble,
    device,
    backend: {
      name: `WebGPU (${adapter.info.description || name})`,
      variant: `webgpu ${name}`,
      versions: {
        'tfjs-core': tf.version_core,
        ...Object.fromEntries(webgpuPackages.map((name) => [name, versionOf(name)])),
      },
      threads: 1,
      remark: 'numbers of 32 bits whatever the adapter has, since TensorFlow.js has no kernels for 16',
      ...(software ? { software } : {}),
    },
  };
}

async function openDevice(adapter: Adapter): Promise<Device> {
  return adapter.requestDevice({
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
}

/** Another version of Dawn might look after its device in another way: better known now than in a training. */
function checkReading(): void {
  const [sum] = tf.tidy(() => tf.sum(tf.mul(tf.ones([64, 64]), 0.5)).dataSync());
  if (sum !== 2048) throw new Error(`the adapter computes 64 · 64 · 0.5 as ${String(sum)}`);
}

function whyNot(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const missing =
    thrown instanceof Error &&
    'code' in thrown &&
    (thrown.code === 'ERR_MODULE_NOT_FOUND' || thrown.code === 'MODULE_NOT_FOUND') &&
    webgpuPackages.some((name) => message.includes(`'${name}'`));
  return missing
    ? 'it is not installed. Run: descent engine install webgpu'
    : `it is installed, but does not start: ${message.split('\n')[0] ?? ''}`;
}
