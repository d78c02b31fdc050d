import { threadId } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { firstOf, type NativeLibrary } from './library.ts';

/** Numbers that TensorFlow changes in place, unlike a tensor's. */
export interface Variable {
  /** What operations that change it take. */
  readonly handle: tf.Tensor;
  /** Its numbers as they are; whoever holds this tensor while they change makes TensorFlow copy them first. */
  read(): tf.Tensor;
  assign(values: tf.Tensor): void;
  dispose(): void;
}

let count = 0;

/** A float32 variable with these numbers; the tensor stays the caller's. */
export function openVariable(library: NativeLibrary, values: tf.Tensor): Variable {
  // Two of one name would be one variable.
  const name = `descent-${threadId}-${++count}`;
  const type = library.type('dtype');
  const attributes = [
    library.text('container', ''),
    library.text('shared_name', name),
    type,
    library.shape('shape', values.shape),
  ];
  const handle = tf.keep(firstOf(library.run('VarHandleOp', attributes, [], 1)));
  const variable: Variable = {
    handle,
    read: () => firstOf(library.run('ReadVariableOp', [type], [handle], 1)),
    assign: (next) => void library.run('AssignVariableOp', [type], [handle, next], 0),
    dispose: () => {
      library.run('DestroyResourceOp', [library.flag('ignore_lookup_error', true)], [handle], 0);
      handle.dispose();
    },
  };
  variable.assign(values);
  return variable;
}
