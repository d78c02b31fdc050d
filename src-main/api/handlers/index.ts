import type { Context } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { adviceHandlers } from './advice.ts';
import { branchHandlers } from './branches.ts';
import { dataHandlers } from './data.ts';
import { editHandlers } from './edits.ts';
import { engineHandlers } from './engines.ts';
import { familyHandlers } from './families.ts';
import { reportHandlers } from './reports.ts';
import { reproductionHandlers } from './reproduction.ts';
import { runCommands } from './run-commands.ts';
import { runReads } from './runs.ts';
import { sweepHandlers } from './sweeps.ts';
import { systemHandlers } from './system.ts';

/** A handler for every method of the contract; the type refuses a method without one. */
export function createHandlers(context: Context): Handlers {
  return {
    ...runReads(context),
    ...runCommands(context),
    ...editHandlers(context),
    ...branchHandlers(context),
    ...reproductionHandlers(context),
    ...familyHandlers(context),
    ...sweepHandlers(context),
    ...reportHandlers(context),
    ...dataHandlers(context),
    ...adviceHandlers(context),
    ...engineHandlers(context),
    ...systemHandlers(context),
  };
}
