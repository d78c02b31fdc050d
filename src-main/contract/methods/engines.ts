import * as v from 'valibot';
import { installedEngines, type EngineInstallation } from '../system.ts';
import { read, write } from './method.ts';

const engine = v.strictObject({
  kind: v.picklist(installedEngines, `has to be one of ${installedEngines.join(', ')}`),
});

/** Engines that are no part of the app. */
export const engineMethods = {
  'engines.installations': read(v.strictObject({})).returns<readonly EngineInstallation[]>(),
  /** Begins; `engines.installations` tells how far it is. One at a time. */
  'engines.install': write(engine).returns<null>(),
  /** What was downloaded stays, and is gone on with. */
  'engines.cancel': write(engine).returns<null>(),
  'engines.remove': write(engine).returns<null>(),
};
