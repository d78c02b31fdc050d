/**
 * `npm run test:engines`: installs the engines that a user may install, as a user does, into a folder that stays
 * between runs, and holds each against TensorFlow.js in plain JavaScript. Without a GPU, WebGPU runs on the software
 * driver that Chromium brings, and CUDA is left out. Words after the command choose engines: `npm run test:engines webgpu`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installedVersions, installEngine } from '../../src-main/install/engine-store.ts';
import { enginesFolder } from '../support/engines-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = enginesFolder;
const software = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
];
const chosen = process.argv.slice(2);
const testable = existsSync('/dev/nvidia0')
  ? (['webgpu', 'native', 'cuda'] as const)
  : (['webgpu', 'native'] as const);
const kinds = testable.filter((kind) => chosen.length === 0 || chosen.includes(kind));
const hasGpu =
  existsSync('/dev/nvidia0') || existsSync('/dev/dri/renderD128') || process.platform !== 'linux';

const failed: string[] = [];
for (const kind of kinds) {
  try {
    if (installedVersions(folder, kind) === null) {
      console.log(`installing ${kind} into ${folder}`);
      let said = '';
      await installEngine(kind, {
        directory: folder,
        progress: ({ what }) => {
          if (what !== said) console.log(`  ${what}`);
          said = what;
        },
      });
    }
    if (!conforms(kind)) failed.push(kind);
  } catch (thrown) {
    console.error(`${kind}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    failed.push(kind);
  }
}
console.log(failed.length === 0 ? `${kinds.join(', ')}: conform` : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 && kinds.length > 0 ? 0 : 1;

function conforms(kind: string): boolean {
  const driver = software.find(existsSync);
  const onSoftware =
    kind === 'webgpu' && !hasGpu
      ? { DESCENT_WEBGPU_SOFTWARE: '1', ...(driver === undefined ? {} : { VK_DRIVER_FILES: driver }) }
      : {};
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', 'test/engines/vitest.config.ts'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...onSoftware, DESCENT_ENGINES: folder, DESCENT_ENGINE: kind },
    },
  );
  return status === 0;
}
