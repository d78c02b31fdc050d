import type { Sentence } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import type { ApplyContext } from '../step.ts';

/** The refusal of a word that training never saw, by a step that is set to refuse. */
export function refuseUnseen(word: string, column: string, known: readonly string[], context: ApplyContext) {
  const shown = known.slice(0, 12).join(', ');
  return inputError(
    context.placeOf(column),
    `"${word}" never occurred in the training rows of "${column}", and its step is set to refuse what it has not seen. Known are ${shown}${known.length > 12 ? ', …' : ''}.`,
  );
}

/** `treated` says what an unseen word counts as. */
export function warnUnseen(
  words: ReadonlySet<string>,
  context: ApplyContext,
  treated: (word: string) => Sentence,
): void {
  for (const word of words) context.warn(treated(word));
}
