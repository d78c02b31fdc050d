import { readAdvice } from '../../store/tables/advice.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { planOf } from '../plan-of.ts';

type AdviceHandlers = Pick<Handlers, 'advice.start' | 'advice.show' | 'advice.stop'>;

/** Which optimizer, which learning rate, which batch size. */
export function adviceHandlers(context: Context): AdviceHandlers {
  const { db, writing } = context;
  const required = (): Writing => {
    if (writing === null) throw new Error('a command reached a core that only reads');
    return writing;
  };
  return {
    'advice.start': async ({ spec, kind }, signal) => {
      const plan = await planOf(context, spec, signal);
      return { advice: required().advice.start(spec, kind, plan) };
    },
    'advice.show': ({ advice }) => (writing === null ? readAdvice(db, advice) : writing.advice.show(advice)),
    'advice.stop': ({ advice }) => (required().advice.stop(advice), null),
  };
}
