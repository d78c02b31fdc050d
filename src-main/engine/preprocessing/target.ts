import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { TargetColumn } from '../dataset/select.ts';
import type { FittedStep, FittedTarget } from './fitted.ts';

export function beginTarget(target: TargetColumn): FittedTarget {
  return target.type === 'number'
    ? { kind: 'number', name: target.name, shift: 0, divideBy: 1 }
    : { kind: 'class', name: target.name, classes: target.categories };
}

const scalings = ['standardise', 'minMax', 'robust', 'scale'];

/**
 * Throws `invalid_input` for a step that a prediction could not take back: all but a shift and scale, and but a
 * logarithm of the values as they are in the data, which have to be amounts from 0 on in all rows.
 */
export function checkScalable(step: string, target: TargetColumn, fitted: FittedTarget, path: string): void {
  if (target.type === 'number' && scalings.includes(step)) return;
  if (target.type === 'number' && fitted.kind === 'number' && step === 'log') {
    if (fitted.logarithm !== true && fitted.shift === 0 && fitted.divideBy === 1) return;
    throw inputError(`${path}.columns`, say('step.logFirst', { target: target.name }));
  }
  const instead =
    target.type === 'number'
      ? `Only log, ${scalings.join(', ')} can be taken back in a prediction.`
      : 'Classes are encoded by themselves.';
  throw inputError(
    `${path}.columns`,
    `The step "${step}" cannot work on the target "${target.name}". ${instead} Remove it here.`,
  );
}

/** Adds a step on the target: ((y − a)/b − c)/d is (y − (a + c·b)) / (b·d): any number of scalings of the target stays one. */
export function scaleTarget(target: FittedTarget, step: FittedStep): FittedTarget {
  if (target.kind !== 'number' || !('columns' in step)) return target;
  if (step.step === 'log') return { ...target, logarithm: true };
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
    const { name, shift, divideBy } = target;
    if (target.logarithm !== true) {
      return Float32Array.from(rows, (row) => ((column.values[row] ?? Number.NaN) - shift) / divideBy);
    }
    return Float32Array.from(rows, (row) => {
      const value = column.values[row] ?? Number.NaN;
      if (value < 0) throw negativeAmount(name, value, row + 1);
      return (Math.log1p(value) - shift) / divideBy;
    });
  }
  throw new Error(`the target "${column.name}" changed its type`);
}

/** An output in units of the targets, as the number that it stands for in the data. */
export function decodeTarget(
  { shift, divideBy, logarithm }: Extract<FittedTarget, { kind: 'number' }>,
  output: number,
): number {
  const value = output * divideBy + shift;
  return logarithm === true ? Math.expm1(value) : value;
}

function negativeAmount(name: string, value: number, row: number) {
  return inputError('preprocessing', say('step.logTarget', { target: name, value, row }));
}
