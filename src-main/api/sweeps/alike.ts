import type { StoredTrial } from '../../store/tables/trials.ts';

/** So many failures alike at the beginning are enough to know; later on, when others succeeded, it takes more. */
const atTheBeginning = 5;
const laterOn = 25;

/** Whether the trials that ended last all failed alike, so that trying on would be a waste; null while it is not. */
export function failsAlike(
  trials: readonly StoredTrial[],
  /** Nothing more is going to be tried. */
  atTheEnd = false,
): { readonly count: number; readonly reason: string } | null {
  const counted = trials.filter(({ excluded }) => excluded !== true);
  const succeeded = counted.some(
    ({ state }) => state === 'complete' || state === 'paused' || state === 'pruned',
  );
  const enough = succeeded ? laterOn : atTheBeginning;
  const ended = counted.filter(({ state }) => state !== 'waiting' && state !== 'running');
  const last = ended.slice(-enough);
  if (last.length < enough && (!atTheEnd || succeeded)) return null;
  const [first] = last;
  if (first === undefined || last.some((trial) => signature(trial) !== signature(first))) return null;
  if (first.state !== 'failed') return null;
  return { count: last.length, reason: first.reason?.message ?? '' };
}

/** Numbers in a message differ from trial to trial. */
function signature({ state, reason }: StoredTrial): string {
  if (state !== 'failed' || reason === null) return state;
  return `${reason.code} ${reason.message.replace(/[-+]?\d+(\.\d+)?(e[-+]?\d+)?/gi, '#')}`;
}
