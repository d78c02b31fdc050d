import { describeDataset } from '../../src-main/engine/dataset/describe.ts';
import { openFiles } from '../../src-main/worker/entry-files.ts';

/** Describes the file that is named and prints its rows and what the process needed at most, in bytes. */
const files = openFiles({ resourcesDirectory: 'none', datasetsDirectory: 'none', enginesDirectory: 'none' });
const { rowCount } = await describeDataset({ source: { kind: 'file', path: process.argv[2] ?? '' } }, files);
process.stdout.write(JSON.stringify({ rowCount, peakBytes: process.resourceUsage().maxRSS * 1024 }));
