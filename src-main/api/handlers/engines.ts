import type { Context } from '../context.ts';
import type { Handlers } from '../dispatch.ts';

type EngineHandlers = Pick<
  Handlers,
  'engines.installations' | 'engines.install' | 'engines.cancel' | 'engines.remove'
>;

/** Engines that a user may install. */
export function engineHandlers({ engines }: Context): EngineHandlers {
  return {
    'engines.installations': () => engines.list(),
    'engines.install': ({ kind }) => (engines.install(kind), null),
    'engines.cancel': ({ kind }) => (engines.cancel(kind), null),
    'engines.remove': async ({ kind }) => {
      await engines.remove(kind);
      return null;
    },
  };
}
