import { saveFile } from '../../charts/save-file.ts';
import type { RunPage } from '../../state/run/run-page.svelte.ts';

/** Offers the run's ZIP to be kept. */
export async function saveRun(page: RunPage): Promise<void> {
  const file = await page.exported();
  if (file === null) return;
  // A copy of its own: what came in a message may be a part of its buffer.
  saveFile(file.name, new Blob([Uint8Array.from(file.bytes)], { type: 'application/zip' }));
}
