/** What the checks of a schema say; a schema's library passes on text alone, by which its code is found again. */
export const schemaPhrases = {
  'schema.number': 'has to be a number',
  'schema.finite': 'has to be a finite number',
  'schema.whole': 'has to be a whole number',
  'schema.above0': 'has to be above 0',
  'schema.notNegative': 'has to be 0 or more',
  'schema.oneOrMore': 'has to be 1 or more',
  'schema.share': 'has to be from 0 to below 1',
  'schema.openShare': 'has to be above 0 and below 1',
  'schema.upTo1': 'has to be above 0 and at most 1',
  'schema.belowHalf': 'has to be below 0.5',
  'schema.heldOut': 'has to be between 0 and 0.9',
  'schema.channels': 'has to be 1 (grey) or 3 (colour)',
  'schema.run': 'has to be the number of a run',
  'schema.batchSize': 'has to be a whole number of at least 1, or "full"',
  'schema.classWeights':
    'has to be "balanced", or a weight above 0 for each class by its name, such as {"rare": 5}',
  'schema.oneCharacter': 'has to be one character',
  'schema.oneCharacterOrNone': 'has to be one character, or empty for none',
  'schema.layerName': 'has to begin with a letter and hold letters, digits, _ and - only',
  'schema.aCategory': 'has to name at least one category',
  'schema.aColumn': 'has to name at least one column',
  'schema.aLayer': 'has to name at least one layer',
  'schema.atLeastOne': 'has to name at least one',
  'schema.empty': 'is empty',
  'schema.longName': 'is longer than 200 characters',
  'schema.longPrompt': 'is longer than 10000 characters',
  'schema.manyLayers': 'has more than 500 layers',
  'schema.manyWords': 'holds more than 100 words',
  'schema.aBlock': 'a CNN needs at least one block',
  'schema.aLayerInside': 'a residual layer needs at least one layer inside',
  'schema.length': 'say how long to train: give either epochs or steps, not both',
  'schema.adapter':
    'adapts the weights of another run: write {"kind": "run", "run": NUMBER} as the initializer, or take the adapter out',
  'schema.freezeAndAdapter': 'is not needed beside an adapter, which leaves all given weights as they are',
  'schema.oneObjective': 'give either an objective or several objectives, not both',
  'schema.oneKindOfTrial': 'give either a command or a training, not both',
  'schema.percentile': 'has to be from 0 to 100',
  'schema.twoRuns': 'choose at least two runs',
  'schema.eightRuns': 'at most eight runs fit side by side',
} as const;

type Phrases = Readonly<
  Record<keyof typeof schemaPhrases, ({ received }: { readonly received: string }) => string>
>;

/** `none` where nothing was given that could be named. */
const instead = (received: string): string => (received === 'none' ? '' : `, not ${received}`);

type Bound = {
  readonly bound: 'least' | 'most';
  readonly limit: number;
  readonly pixels: boolean;
  readonly received: string;
};

type Choice = {
  readonly known: readonly string[];
  readonly received: string;
  /** `none` where no known word is near. */
  readonly near: string;
};

type UnknownKey = {
  readonly key: string;
  /** `none` at the top. */
  readonly place: string;
  readonly near: string;
  /** Empty where one is near. */
  readonly known: readonly string[];
};

/** What a document has that its schema does not take. */
export const schemaSentences = {
  // Object.fromEntries forgets which keys it was given.
  ...(Object.fromEntries(
    Object.entries(schemaPhrases).map(([code, phrase]) => [
      code,
      ({ received }: { readonly received: string }) => `${phrase}${instead(received)}`,
    ]),
  ) as Phrases),
  'schema.missing': () => 'is missing',
  'schema.invalid': () => 'is not valid',
  'schema.expected': ({ expected, received }: { expected: string; received: string }) =>
    `has to be ${{ Object: 'an object', Array: 'a list' }[expected] ?? expected}, not ${received}`,
  'schema.bound': ({ bound, limit, pixels, received }: Bound) =>
    `has to be at ${bound} ${limit}${pixels ? (limit === 1 ? ' pixel' : ' pixels') : ''}${instead(received)}`,
  'schema.choice': ({ known, received, near }: Choice) =>
    `has to be ${known.length === 1 ? `"${known.join('')}"` : `one of ${known.join(', ')}`}, not ${received}${near === 'none' ? '' : `; did you mean "${near}"?`}`,
  'schema.unknownKey': ({ key, place, near, known }: UnknownKey) =>
    `unknown key "${key}"${place === 'none' ? '' : ` in "${place}"`}; ${known.length > 0 || near === 'none' ? `known keys are ${known.join(', ')}` : `did you mean "${near}"?`}`,
} as const;
