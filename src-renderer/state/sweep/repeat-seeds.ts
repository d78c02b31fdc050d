import { t } from '../../messages/messages.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { router } from '../router.svelte.ts';
import { toasts } from '../toasts.svelte.ts';

/** As many tell a lucky seed from a good setting. */
const seeds = 5;

/** Trains a run's settings again with other seeds, as a family whose page it opens. What failed is told in a toast. */
export async function repeatWithSeeds(run: number): Promise<void> {
  try {
    const { spec } = await connection.client.call('runs.show', { run });
    const { family } = await connection.client.call('families.start', { spec, kind: 'seeds', size: seeds });
    toasts.info(t('sweep.seedsStarted'));
    router.go({ page: 'family', id: family });
  } catch (thrown) {
    toasts.error(thrown);
  }
}
