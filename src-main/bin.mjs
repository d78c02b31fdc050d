#!/usr/bin/env node
// Runs on any Node: where this one is too old for Descent, the Node among its packages takes over.
import { isSuitable, keepCompiledCode, runOnNewerNode } from './suitable-node.mjs';

const args = process.argv.slice(2);
if (isSuitable) {
  keepCompiledCode();
  const { main } = await import('./cli.ts');
  process.exitCode = await main(args);
} else {
  process.exitCode = await runOnNewerNode(import.meta.url, args);
}
