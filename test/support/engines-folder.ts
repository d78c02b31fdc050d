import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the engines lie that `npm run test:engines` installs; the bench measures those that it finds there. */
export const enginesFolder = process.env['DESCENT_ENGINES'] ?? join(tmpdir(), 'descent-engines');
