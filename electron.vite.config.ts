import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/** Puts the engine's compiled kernels where its bundle looks for them: in the folder `kernels` beside it. */
function kernelsBesideBundle(): Plugin {
  return {
    name: 'kernels-beside-bundle',
    generateBundle() {
      for (const variant of ['simd', 'relaxed']) {
        const source = readFileSync(`src-main/engine/tensor/kernels/${variant}.wasm`);
        this.emitFile({ type: 'asset', fileName: `kernels/${variant}.wasm`, source });
      }
    },
  };
}

// The renderer is the same bundle in Electron and behind `descent serve`. `main` and `preload` are for Electron;
// serve and the CLI run src-main as it is.
export default defineConfig({
  main: {
    plugins: [kernelsBesideBundle()],
    build: {
      rollupOptions: {
        input: { main: 'src-main/electron/main.ts', worker: 'src-main/worker/entry.ts' },
        output: { entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { preload: 'src-main/electron/preload.ts' },
        // A sandboxed preload script is CommonJS, whatever package.json says of the rest.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    build: { rollupOptions: { input: 'src-renderer/index.html' } },
    plugins: [svelte()],
  },
});
