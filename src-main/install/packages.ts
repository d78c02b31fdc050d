import type { InstalledEngine } from '#contract/system.ts';

/** One tarball of a registry, by the hash of its bytes: what is not these bytes is not unpacked. */
export interface EnginePackage {
  readonly name: string;
  readonly version: string;
  /** SHA-512 in base64, as npm writes it after "sha512-". */
  readonly sha512: string;
  /** Whether a file of it, by its path, is needed on this machine. */
  readonly keeps: (path: string) => boolean;
}

const protobuf: EnginePackage = {
  name: 'google-protobuf',
  version: '3.9.2',
  sha512: 'TxK/kqHmVeqTXiuejN9aAy4Y/8bTa9k+F1/WXCOuIXCMheV1ySeSFfYS4ctzM6WZZbUo6rlshoX4/eqEK28Swg==',
  keeps: (path) => path === 'package.json' || /^(google-protobuf\.js|google\/.*\.js)$/.test(path),
};

/** What an engine is made of. TensorFlow.js' core is the app's own. */
export const enginePackages: Readonly<Record<InstalledEngine, readonly EnginePackage[]>> = {
  webgpu: [
    {
      name: 'webgpu',
      version: '0.6.2',
      sha512: '3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==',
      keeps: (path) => !path.startsWith('dist/') || path.startsWith(`dist/${dawnPlatform}/`),
    },
    {
      name: '@tensorflow/tfjs-backend-webgpu',
      version: '4.22.0',
      sha512: 'lvIc7Af4Tl2BCdYp43iQmSCRq3asaKT0q2xaErphXiUZ+jqeB0bQa0ZvQys1Xatvto0U4/c90DVsHPfvkn5ftg==',
      keeps: (path) => path === 'package.json' || path === 'dist/tf-backend-webgpu.node.js',
    },
  ],
  native: [
    {
      name: '@tensorflow/tfjs-node',
      version: '4.22.0',
      sha512: 'uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
      keeps: neededOfTensorflow,
    },
    protobuf,
  ],
  cuda: [
    {
      name: '@tensorflow/tfjs-node-gpu',
      version: '4.22.0',
      sha512: 'p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==',
      keeps: neededOfTensorflow,
    },
    protobuf,
  ],
};

const dawnPlatform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
const dawnPlatforms = ['linux-x64', 'linux-arm64', 'darwin-universal', 'win32-x64', 'win32-arm64'];

/** Why an engine is not offered on this platform; null where it is. */
export function whyNotOffered(
  kind: InstalledEngine,
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): string | null {
  const here = `${platform}-${arch}`;
  if (kind === 'webgpu') {
    return dawnPlatforms.includes(platform === 'darwin' ? 'darwin-universal' : here)
      ? null
      : `WebGPU is offered for Linux, macOS and Windows on x64 and arm64, not for ${here}. Use the engine "embedded".`;
  }
  if (here === 'linux-x64') return null;
  return `TensorFlow's own library is installed on Linux with an x64 processor only, not on ${here}. Use the engine "webgpu" or "embedded".`;
}

function neededOfTensorflow(path: string): boolean {
  return path === 'package.json' || /^(dist\/.*\.js|binding\/.*|LICENSE)$/.test(path);
}
