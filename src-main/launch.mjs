// `npm start`. Runs on any Node: where this one is too old for Descent, the Node among its packages takes over.
import { isSuitable, keepCompiledCode, runOnNewerNode } from './suitable-node.mjs';

const args = process.argv.slice(2);
if (isSuitable) {
  keepCompiledCode();
  const { launch } = await import('./launch/launch.ts');
  process.exitCode = await launch(args);
} else {
  process.exitCode = await runOnNewerNode(import.meta.url, args);
}
