import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

// The renderer is the same bundle in Electron and behind `descent serve`. `main` and `preload` are for Electron;
// serve and the CLI run src-main as it is.
export default defineConfig({
  main: {
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
