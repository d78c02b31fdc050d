import { join } from 'node:path';
import { flipFuses } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';
import { fuses } from './fuses.ts';

/** Sets the fuses of a packed app, before anything signs it. */
export async function afterPack({
  appOutDir,
  electronPlatformName,
  packager,
}: AfterPackContext): Promise<void> {
  const { productFilename } = packager.appInfo;
  const executable =
    electronPlatformName === 'darwin'
      ? `${productFilename}.app`
      : electronPlatformName === 'win32'
        ? `${productFilename}.exe`
        : linuxExecutable(packager);
  await flipFuses(join(appOutDir, executable), fuses);
}

function linuxExecutable(packager: AfterPackContext['packager']): string {
  // Only the packager for Linux has it, and its type is not exported.
  return 'executableName' in packager ? String(packager.executableName) : packager.appInfo.name;
}
