import type { Command } from '../command.ts';
import { compareCommand } from './compare.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { metricsCommand } from './metrics.ts';
import { predictCommand } from './predict.ts';
import { runsCommand } from './runs.ts';
import { samplesCommand } from './samples.ts';
import { serveCommand } from './serve.ts';
import { showCommand } from './show.ts';
import { trainCommand } from './train.ts';

/** In the order of the help: what one does first comes first. */
export const commands: readonly Command[] = [
  serveCommand,
  samplesCommand,
  trainCommand,
  runsCommand,
  showCommand,
  metricsCommand,
  compareCommand,
  predictCommand,
  deleteCommand,
  doctorCommand,
];
