import { findEnginesIn } from '../../src-main/engine/tensor/installed.ts';

const folder = process.env['DESCENT_ENGINES'];
if (folder === undefined) throw new Error('run these tests by: npm run test:engines');
findEnginesIn(folder);
