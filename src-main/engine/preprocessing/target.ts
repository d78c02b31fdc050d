import { inputError } from '../../base/input-error.ts';
import type { TargetColumn } from '../dataset/select.ts';
import type { FittedStep, FittedTarget } from './fitted.ts';

export function beginTarget(target: TargetColumn): FittedTarget {
  return target.type === 'number'
    ? { kind: 'number', name: target.name, shift: 0, divideBy: 1 }
    : { kind: 'class', name: target.name, classes: target.categories };
}

const scalings = ['standardise', 'minMax', 'robust', 'scale'];

/** Throws `invalid_input` for a step that is no shift and scale, which a prediction could not take back. */
export function checkScalable(step: string, target: TargetColumn, path: string): void {
  if (target.type === 'number' && scalings.includes(step)) return;
  const instead =
    target.type === 'number'
      ? `Only ${scalings.join(', ')} can be taken back in a prediction.`
      : 'Classes are encoded by themselves.';
  throw inputError(
    `${path}.columns`,
    `The step "${step}" cannot work on the target "${target.name}". ${instead} Remove it here.`,
  );
}

/** ((y − a)/b − c)/d is (y − (a + c·b)) / (b·d): any number of scalings of the target stays one. */
export function scaleTarget(target: FittedTarget, step: FittedStep): FittedTarget {
  if (target.kind !== 'number' || !('columns' in step)) return target;
  const [scaling] = step.columns;
  if (typeof scaling !== 'object' || !('shift' in scaling)) return target;
  const { shift, divideBy } = scaling;
  return {
    ...target,
    shift: target.shift + shift * target.divideBy,
    divideBy: target.divideBy * divideBy,
  };
}

/** Targets of the given rows as the loss wants them: class numbers, or scaled numbers. */
export function encodeTarget(
  target: FittedTarget,
  column: TargetColumn,
  rows: Uint32Array,
): Int32Array | Float32Array {
  if (target.kind === 'class' && column.type === 'category') {
    const classOf = column.categories.map((category) => target.classes.indexOf(category));
    return Int32Array.from(rows, (row) => classOf[column.codes[row] ?? -1] ?? -1);
  }
  if (target.kind === 'number' && column.type === 'number') {
    const { shift, divideBy } = target;
    return Float32Array.from(rows, (row) => ((column.values[row] ?? Number.NaN) - shift) / divideBy);
  }
  throw new Error(`the target "${column.name}" changed its type`);
}
