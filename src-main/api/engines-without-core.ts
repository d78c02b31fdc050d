export { installedVersions, installEngine, removeEngine } from '../install/engine-store.ts';
