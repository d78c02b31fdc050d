import * as v from 'valibot';
import {
  familyIdSchema,
  familyKinds,
  familySizeSchema,
  type FamilyDetail,
  type FamilyRow,
} from '../family.ts';
import { trainingSpecSchema } from '../training.ts';
import { read, write } from './method.ts';

const family = v.strictObject({ family: familyIdSchema });

export const familyMethods = {
  /** The newest first; those whose runs are all in the trash are left out. */
  'families.list': read(v.strictObject({})).returns<readonly FamilyRow[]>(),
  'families.show': read(family).returns<FamilyDetail>(),
  /** Makes all runs at once, or none. Refuses as `runs.start` does. */
  'families.start': write(
    v.strictObject({
      spec: trainingSpecSchema,
      kind: v.picklist(familyKinds),
      size: v.optional(familySizeSchema, 5),
    }),
  ).returns<{ readonly family: number; readonly runs: readonly number[] }>(),
  /** Stops every member that has not ended. */
  'families.stop': write(family).returns<{ readonly stopped: number }>(),
  /** Goes on with every member that was stopped, interrupted or paused. */
  'families.resume': write(family).returns<{ readonly resumed: number }>(),
  /** Moves all members to the trash; refused with `conflict` while one of them trains. */
  'families.delete': write(family).returns<{ readonly moved: number }>(),
};
