import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import type { Course } from './course.ts';
import type { WishedEdit } from './live-edits.ts';
import type { TrainingOptions } from './training-options.ts';

/** Changes of settings on the way: those that are repeated, and those that are wished now. */
export interface Edits {
  /** Whether one is to be repeated before the next update. */
  isDue(): boolean;
  /** Makes those that are due, then those that are wished; answers who wishes them. */
  take(): Generator<TrainingEvent, void>;
}

/** `edits` are those of the whole training; those from where it begins on are made again. */
export function openEdits(
  course: Course,
  { edits = [], control }: Pick<TrainingOptions, 'edits' | 'control'>,
): Edits {
  let left = edits.filter(({ step }) => step >= course.step);
  const isDue = (): boolean => (left[0]?.step ?? Number.POSITIVE_INFINITY) <= course.step;
  const grant = function* (wish: WishedEdit): Generator<TrainingEvent, void> {
    course.leg.steps.settle();
    if (course.isDiverged) {
      wish.refused(tooLate());
      return;
    }
    try {
      wish.taken(yield* course.change(wish.apply(course.leg.spec), 'user', false));
    } catch (thrown) {
      if (!(thrown instanceof CodedError)) throw thrown;
      wish.refused(thrown);
    }
  };
  return {
    isDue,
    take: function* () {
      while (isDue()) {
        const [next, ...rest] = left;
        left = rest;
        if (next === undefined) break;
        yield* course.change(
          parse(trainingSpecSchema, next.spec, 'The changed training spec'),
          next.cause,
          true,
        );
      }
      for (let wish = control.takeWish?.() ?? null; wish !== null; wish = control.takeWish?.() ?? null) {
        yield* grant(wish);
      }
    },
  };
}

/** Somebody waits for an answer, and the training is over. */
export function tooLate(): CodedError {
  return new CodedError('conflict', say('edit.tooLate'));
}
