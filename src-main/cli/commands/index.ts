import type { Command } from '../command.ts';
import { adviseCommand } from './advise.ts';
import { branchCommand } from './branch.ts';
import { compareCommand } from './compare.ts';
import { datasetCommand } from './dataset.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { editCommand } from './edit.ts';
import { exportCommand } from './export.ts';
import { familiesCommand } from './families.ts';
import { noteCommand, renameCommand, tagCommand } from './labels.ts';
import { engineCommand } from './engine.ts';
import { metricsCommand } from './metrics.ts';
import { pauseCommand } from './pause.ts';
import { planCommand } from './plan.ts';
import { predictCommand } from './predict.ts';
import { reportCommand } from './report.ts';
import { rerunCommand, verifyCommand } from './reproduce.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { samplesCommand } from './samples.ts';
import { serveCommand } from './serve.ts';
import { showCommand } from './show.ts';
import { stopCommand } from './stop.ts';
import { sweepCommand, sweepsCommand } from './sweep.ts';
import { trainCommand } from './train.ts';

/** In the order of the help: what one does first comes first. */
export const commands: readonly Command[] = [
  serveCommand,
  samplesCommand,
  datasetCommand,
  planCommand,
  adviseCommand,
  trainCommand,
  editCommand,
  sweepCommand,
  pauseCommand,
  stopCommand,
  resumeCommand,
  branchCommand,
  rerunCommand,
  verifyCommand,
  runsCommand,
  familiesCommand,
  sweepsCommand,
  showCommand,
  metricsCommand,
  compareCommand,
  predictCommand,
  exportCommand,
  reportCommand,
  tagCommand,
  renameCommand,
  noteCommand,
  deleteCommand,
  engineCommand,
  doctorCommand,
];
