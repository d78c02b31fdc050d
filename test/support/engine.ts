import { openEngine } from '../../src-main/engine/tensor/engine.ts';

/** The engine that training takes by itself on this machine. */
export async function openTestEngine(): Promise<void> {
  await openEngine('auto');
}
