import { readFileSync } from 'node:fs';
import { basename, dirname, posix, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

/**
 * Keeps `new URL('./kernels.wasm', import.meta.url)` true in a bundle: the file goes along, and the address leads to it.
 * Without this the core would need bundler syntax, which plain Node does not understand.
 */
function wasmBesideBundle(): Plugin {
  const address = /new URL\(\s*(['"])([^'"]+\.wasm)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
  const moved = /"wasm-beside-bundle:([\w-]+)"/g;
  return {
    name: 'wasm-beside-bundle',
    transform(code, id) {
      if (!code.includes('.wasm') || !code.includes('import.meta.url')) return null;
      const marked = code.replace(address, (_match, _quote, path: string) => {
        const file = resolve(dirname(id), path);
        const asset = this.emitFile({ type: 'asset', name: basename(file), source: readFileSync(file) });
        return `new URL("wasm-beside-bundle:${asset}", import.meta.url)`;
      });
      return marked === code ? null : { code: marked, map: null };
    },
    // Only here it is known in which folders script and file have ended up.
    renderChunk(code, chunk) {
      const placed = code.replace(moved, (_match, asset: string) => {
        const path = posix.relative(posix.dirname(chunk.fileName), this.getFileName(asset));
        return JSON.stringify(`./${path}`);
      });
      return placed === code ? null : { code: placed, map: null };
    },
  };
}

// The renderer is the same bundle in Electron and behind `descent serve`. `main` and `preload` are for Electron;
// serve and the CLI run src-main as it is.
export default defineConfig({
  main: {
    plugins: [wasmBesideBundle()],
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
