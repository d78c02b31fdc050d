import * as v from 'valibot';
import { adviceIdSchema, adviceKinds, type Advice } from '../advice.ts';
import { trainingSpecSchema } from '../training.ts';
import { read, write } from './method.ts';

const advice = v.strictObject({ advice: adviceIdSchema });

export const adviceMethods = {
  /**
   * Tries a spec out for a small share of its training, to say which optimizer, learning rate or batch size to take.
   * It waits for a core and memory as runs do. Throws `invalid_input` for a spec that does not fit its data, or that
   * leaves the question no sense.
   */
  'advice.start': write(v.strictObject({ spec: trainingSpecSchema, kind: v.picklist(adviceKinds) })).returns<{
    readonly advice: number;
  }>(),
  /** Throws `not_found`. The curves grow while it runs. */
  'advice.show': read(advice).returns<Advice>(),
  /** Ends it after the step it is in; what was found stays. Throws `conflict` unless it waits or runs. */
  'advice.stop': write(advice).returns<null>(),
};
