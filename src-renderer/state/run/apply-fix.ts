import type { Params } from '#contract/param.ts';
import { formatInteger } from '../../format/number.ts';
import { t } from '../../messages/messages.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';

/** Changes settings of a run that trains, as a finding advises; what is refused is said. */
export async function applyFix(run: number, changes: Params): Promise<void> {
  try {
    const { step } = await connection.client.call('runs.edit', { run, changes });
    toasts.success(t('doctor.applied', { step: formatInteger(step) }));
  } catch (thrown) {
    toasts.error(thrown);
  }
}
