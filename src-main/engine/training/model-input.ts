import type { LossSpec } from '#contract/training.ts';
import { outputCount } from '../loss/outputs.ts';
import { sizeOf, type ModelInput } from '../model/model.ts';
import type { FittedTable } from '../preprocessing/fitted.ts';
import { openTokenizer, type FittedText } from '../preprocessing/text/tokenizer.ts';

/** What a model of this table is given and gives. */
export function tableInput({ shape, ids, target }: FittedTable, loss: LossSpec): ModelInput {
  return {
    kind: shape.length === 3 ? 'image' : 'columns',
    shape,
    outputs:
      target.kind === 'inputs'
        ? sizeOf(shape)
        : outputCount(loss, target.kind === 'class' ? target.classes.length : null),
    ...(ids === undefined ? {} : { ids }),
  };
}

/** The same of a text, of which the model sees `time` tokens. */
export function textInput(fitted: FittedText, time: number): ModelInput {
  return { kind: 'text', shape: [time], outputs: openTokenizer(fitted).count };
}
