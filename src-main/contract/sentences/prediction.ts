import { grouped } from './words.ts';

/** What was unseen or left out at a prediction, and what was done about it. */
export const predictionSentences = {
  'prediction.emptyPrompt': () => 'The prompt is empty; the text begins by itself.',
  'prediction.unknownPieces': ({ unknown }: { unknown: string }) =>
    `Not in the training text, so read as unknown: ${unknown}`,
  'prediction.imputed': ({ column }: { column: string }) =>
    `"${column}" was left out; it is filled in as in training.`,
  'prediction.typical': ({ column, value }: { column: string; value: string }) =>
    `"${column}" was left out; the typical value ${value} is used.`,
  'prediction.noProbability': ({ loss }: { loss: string }) =>
    `Trained with "${loss}": which class comes first is meant, how probable it is is only a guess.`,
  'prediction.newHole': ({ column }: { column: string }) =>
    `"${column}" had no holes in training, so there is no column that tells of this one.`,
  'prediction.belowZero': ({ column, value }: { column: string; value: string }) =>
    `"${column}" is ${value}, but never was below 0 in training; it counts as 0.`,
  'unseen.other': ({ word, column, other }: { word: string; column: string; other: string }) =>
    unseen(word, column, `it counts as "${other}"`),
  'unseen.none': ({ word, column }: { word: string; column: string }) =>
    unseen(word, column, 'it counts as none of the known categories'),
  'unseen.first': ({ word, column }: { word: string; column: string }) =>
    unseen(word, column, 'it counts as −1, before the first'),
  'unseen.missing': ({ word, column }: { word: string; column: string }) =>
    unseen(word, column, 'it counts as missing'),
  'unseen.mean': ({ word, column }: { word: string; column: string }) =>
    unseen(word, column, 'it counts as the mean of all'),
  'unseen.sharedVector': ({ word, column }: { word: string; column: string }) =>
    unseen(word, column, 'it shares the vector of what is missing or rare'),
  'unseen.noTerm': ({ count, column }: { count: number; column: string }) =>
    `${count === 1 ? 'One text' : `${grouped(count)} texts`} of "${column}" ${count === 1 ? 'has' : 'have'} no term that the training texts taught: all of its columns are 0.`,
} as const;

function unseen(word: string, column: string, what: string): string {
  return `"${word}" never occurred in the training rows of "${column}"; ${what}.`;
}
