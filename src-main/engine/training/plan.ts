import { CodedError, type InputIssue } from '#contract/errors.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { installedEngines } from '#contract/system.ts';
import { inputError, issuesOf } from '../../base/input-error.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { isInstalled } from '../tensor/installed.ts';
import { branchedPreparation, requireFixed } from './branch.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { prepareTraining } from './prepare.ts';

/**
 * What a spec amounts to on its data, without training: layers, parameters, rows, steps. What does not fit comes
 * back as issues with their places; `initial` is as for `prepareTraining`, and `branchOf` is a checkpoint that the
 * training goes on from in its own way; only failures that are nobody's input (a broken disk) reject.
 */
export async function planSpec(
  spec: TrainingSpec,
  files: DatasetFiles,
  initial: Uint8Array | null = null,
  branchOf: Uint8Array | null = null,
): Promise<{ readonly issues: readonly InputIssue[]; readonly plan: SpecPlan | null }> {
  try {
    requireEngine(spec.engine);
    const earlier = branchOf === null ? null : decodeCheckpoint(branchOf);
    if (earlier !== null) requireFixed(earlier.spec, spec);
    const prepared = await prepareTraining(spec, files, earlier?.preprocessing ?? null, initial);
    const { plan, preview, notes } =
      earlier === null ? prepared : branchedPreparation(earlier, spec, prepared);
    return {
      issues: [],
      plan: {
        ...plan,
        ...(preview.length > 0 ? { preview } : {}),
        ...(notes.length > 0 ? { warnings: notes } : {}),
      },
    };
  } catch (thrown) {
    if (!(thrown instanceof CodedError)) throw thrown;
    return { issues: issuesOf(thrown), plan: null };
  }
}

/** Throws `invalid_input` for an engine that is not here at all; whether one works is told where it is opened. */
function requireEngine(engine: TrainingSpec['engine']): void {
  const kind = installedEngines.find((one) => one === engine);
  if (kind === undefined || isInstalled(kind)) return;
  throw inputError('engine', say('plan.engineNotInstalled', { engine: kind }), 'auto');
}
