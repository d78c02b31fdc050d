import type { BackendValues, DataId, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** What Descent uses of the packages `webgpu` (Dawn) and `@tensorflow/tfjs-backend-webgpu`, which bring no types here. */
export interface Dawn {
  create(options: readonly string[]): { requestAdapter(options?: object): Promise<Adapter | null> };
  readonly globals: Readonly<Record<string, unknown>>;
}

export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface Adapter {
  readonly info: AdapterInfo;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: object): Promise<Device>;
}

export interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(
    kind: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
  destroy(): void;
}

export interface DeviceBuffer {
  /** Bytes. */
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

/** A computation as TensorFlow.js' backend takes it: WGSL between the functions that it writes around it. */
export interface DeviceProgram {
  readonly variableNames: readonly string[];
  readonly uniforms: string;
  readonly outputShape: number[];
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  readonly dispatch: readonly [number, number, number];
  readonly shaderKey: string;
  readonly size: boolean;
  getUserCode(): string;
}

/** TensorFlow.js' backend, as far as a read goes into it. */
export interface DeviceBackend extends KernelBackend {
  readonly tensorMap: {
    get(id: DataId): {
      values: BackendValues | null | undefined;
      readonly dtype: TensorInfo['dtype'];
      readonly resource?: DeviceBuffer | null;
    };
  };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): DeviceBuffer;
    releaseBuffer(buffer: DeviceBuffer): void;
  };
  readonly commandEncoder: {
    copyBufferToBuffer(
      from: DeviceBuffer,
      fromByte: number,
      to: DeviceBuffer,
      toByte: number,
      size: number,
    ): void;
  };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  runWebGPUProgram(
    program: DeviceProgram,
    inputs: readonly TensorInfo[],
    dtype: TensorInfo['dtype'],
    uniforms: readonly { readonly type: 'int32' | 'float32'; readonly data: readonly number[] }[],
  ): TensorInfo;
  readSync(id: DataId): BackendValues;
}

export interface TensorflowBackend {
  readonly WebGPUBackend: new (device: Device, info: AdapterInfo) => DeviceBackend;
}
