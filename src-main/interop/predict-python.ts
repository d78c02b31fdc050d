import type { TrainingSpec } from '#contract/training.ts';
import { forwardPython, type ArrayShape, type TargetNotes } from './model-notes.ts';

/** What this file knows of fitted preprocessing; preprocessing.json has all of it. */
export interface PreparedBy {
  readonly kind: 'table' | 'text';
  readonly target?: Exclude<TargetNotes, { readonly kind: 'text' }>;
  readonly steps?: readonly { readonly step: string }[];
  readonly shape?: readonly number[];
  readonly images?: unknown;
}

/** Steps that `prepare` below knows; one-hot only without a column for rare or unseen categories. */
const known = ['standardise', 'minMax', 'robust', 'scale', 'impute', 'oneHot', 'require'];

/**
 * A Python program that predicts with nothing but NumPy and the files beside it, where the model is a row of dense
 * layers and its steps are simple ones; null elsewhere.
 */
export function predictPython(
  { model, loss }: Pick<TrainingSpec, 'model' | 'loss'>,
  prepared: PreparedBy,
  arrays: readonly ArrayShape[],
): string | null {
  const forward = forwardPython(model, arrays);
  const { steps = [], target } = prepared;
  if (forward === null || target === undefined || target.kind === 'inputs') return null;
  if (prepared.shape?.length !== 1 || prepared.images !== undefined) return null;
  if (!steps.every((step) => known.includes(step.step) && !isBeyond(step))) return null;
  return `${[...head, '', ...prepare, '', '', ...forward, '', '', ...answer(loss, target), '', ...main].join('\n')}\n`;
}

/** Columns that tell where values were missing, or one for all that is rare or unseen. */
function isBeyond(step: object): boolean {
  if ('indicators' in step && Array.isArray(step.indicators) && step.indicators.length > 0) return true;
  if (!('columns' in step) || !Array.isArray(step.columns)) return false;
  return step.columns.some(
    (column: unknown) => typeof column === 'object' && column !== null && 'other' in column,
  );
}

const head = [
  '"""Predicts with the model beside this file: python predict.py \'[{"column": 1.5, "other column": "word"}]\'',
  '',
  'Needs NumPy and safetensors: pip install numpy safetensors',
  '"""',
  'import json',
  'import sys',
  'from pathlib import Path',
  '',
  'import numpy as np',
  'from safetensors.numpy import load_file',
  '',
  'here = Path(__file__).parent',
  'prepared = json.loads((here / "preprocessing.json").read_text("utf-8"))',
  'w = load_file(here / "weights.safetensors")',
  '',
];

const prepare = [
  'def prepare(rows):',
  '    """Rows as they are in the data, [{column: value}], to the numbers that the model sees; None is missing."""',
  '    table = {each["name"]: [row.get(each["name"]) for row in rows] for each in prepared["inputs"]}',
  '    for step in prepared["steps"]:',
  '        if step["step"] == "impute":',
  '            for each in step["numbers"] + step["categories"]:',
  '                name = each["column"]',
  '                table[name] = [each["value"] if value is None else value for value in table[name]]',
  '        elif step["step"] == "oneHot":',
  '            for each in step["columns"]:',
  '                values = table.pop(each["column"])',
  '                for category in each["categories"]:',
  '                    table[f\'{each["column"]}={category}\'] = [float(str(v) == category) for v in values]',
  '        elif step["step"] != "require":',
  '            for each in step["columns"]:',
  '                name = each["column"]',
  '                table[name] = [(float(v) - each["shift"]) / each["divideBy"] for v in table[name]]',
  '    return np.array([table[name] for name in prepared["outputs"]], dtype=np.float32).T',
];

function answer(loss: TrainingSpec['loss'], target: TargetNotes): readonly string[] {
  const begin = ['def predict(rows):', '    y = outputs(prepare(rows)).astype(np.float64)'];
  if (target.kind === 'class') {
    return [
      ...begin,
      ...(loss.kind === 'binaryCrossEntropy'
        ? ['    y = np.concatenate([np.zeros_like(y), y], axis=1)']
        : []),
      '    shares = np.exp(y - y.max(axis=1, keepdims=True))',
      '    shares /= shares.sum(axis=1, keepdims=True)',
      '    classes = prepared["target"]["classes"]',
      '    return [dict(zip(classes, map(float, row))) for row in shares]',
    ];
  }
  const isLogarithm = target.kind === 'number' && target.logarithm === true;
  return [
    ...begin,
    ...(loss.kind === 'poisson' ? ['    y = np.exp(y)'] : []),
    ...(loss.kind === 'binaryCrossEntropy' ? ['    y = 1 / (1 + np.exp(-y))'] : []),
    '    target = prepared["target"]',
    `    y = y[:, 0] * target["divideBy"] + target["shift"]`,
    `    return [float(value) for value in ${isLogarithm ? 'np.expm1(y)' : 'y'}]`,
  ];
}

const main = [
  '',
  'if __name__ == "__main__":',
  '    given = json.loads(sys.argv[1]) if len(sys.argv) > 1 else [',
  '        {each["name"]: each["example"] for each in prepared["inputs"]}',
  '    ]',
  '    print(json.dumps(predict(given), ensure_ascii=False, indent=2))',
];
