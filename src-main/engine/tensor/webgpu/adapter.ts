import { existsSync } from 'node:fs';
import type { AdapterInfo } from './dawn.ts';

/** Set to 1, it allows an adapter that computes on the processor: right, but slower than every other engine. */
export const allowSoftwareVariable = 'DESCENT_WEBGPU_SOFTWARE';

/** Renderers in software by their names; not every driver calls itself a fallback. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

export function isSoftware({
  vendor,
  architecture,
  device,
  description,
  isFallbackAdapter,
}: AdapterInfo): boolean {
  return (
    isFallbackAdapter === true || softwareNames.test([vendor, architecture, device, description].join(' '))
  );
}

/** Such as "nvidia GeForce RTX 4070 (NVIDIA: 550.120)". */
export function nameOfAdapter({ vendor, architecture, device, description }: AdapterInfo): string {
  const name = [vendor, device === '' ? architecture : device].filter((part) => part !== '').join(' ');
  if (description === '' || name === description) return name === '' ? 'unnamed adapter' : name;
  return name === '' ? description : `${name} (${description})`;
}

export function whySoftwareIsRefused(name: string): string {
  return `the only adapter is ${name}, which computes on the processor and is slower than the embedded engine. Install the driver of a GPU, or set ${allowSoftwareVariable}=1 to use it all the same.`;
}

const loaderFolders = ['/usr/lib', '/usr/lib64', '/lib', '/usr/local/lib'].flatMap((folder) => [
  folder,
  `${folder}/x86_64-linux-gnu`,
  `${folder}/aarch64-linux-gnu`,
]);

/** Why Dawn finds no adapter on this system, and what to do. */
export function whyNoAdapter(
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): string {
  if (platform === 'darwin') return 'no GPU with Metal was found on this machine.';
  if (platform === 'win32') return "no GPU with Direct3D 12 was found. Install or update the GPU's driver.";
  return loaderFolders.some((folder) => exists(`${folder}/libvulkan.so.1`))
    ? "no GPU with a Vulkan driver was found. Install the GPU's driver: mesa-vulkan-drivers for AMD and Intel, NVIDIA's own for NVIDIA."
    : "the Vulkan loader (libvulkan.so.1) is not installed. Install it and the GPU's driver, on Debian and Ubuntu: apt install libvulkan1 mesa-vulkan-drivers.";
}
