/** Why there is no prediction from what was given. */
export const predictionRefusalsSentences = {
  'given.imageForColumns': () =>
    'This model was trained on columns, not on images. Give their values instead.',
  'given.valuesForImage': () => 'This model takes an image and no values. Give a PNG or JPEG file.',
  'given.noImage': () => 'This model needs an image. Give a PNG or JPEG file.',
  'given.imageSize': ({
    given,
    height,
    width,
    channels,
    wanted,
  }: {
    given: number;
    height: number;
    width: number;
    channels: number;
    wanted: number;
  }) => `The image has ${given} values, and one of ${height} × ${width} × ${channels} has ${wanted}.`,
  'given.noDate': ({ value, input, example }: { value: string; input: string; example: string }) =>
    `"${value}" is not a date, and the input "${input}" needs one, such as ${example}.`,
  'given.noNumber': ({ value, input }: { value: string; input: string }) =>
    `"${value}" is not a number, and the input "${input}" needs one.`,
  'given.required': ({ column }: { column: string }) =>
    `"${column}" has no value, and the step "require" refuses rows without one.`,
  'given.noTextInput': ({ name, known }: { name: string; known: readonly string[] }) =>
    `A language model has no input "${name}"; it takes ${known.join(', ')}.`,
  'given.unknownText': ({ unknown }: { unknown: string }) =>
    `The training text has no ${unknown}, and the step that cuts it is set to refuse that. Write the prompt without.`,
  'given.wholeNumber': ({
    name,
    least,
    most,
    value,
  }: {
    name: string;
    least: number;
    most: number;
    value: string;
  }) => `"${name}" has to be a whole number from ${least} to ${most}, not ${value}.`,
  'given.outOfRange': () =>
    'For these inputs the model gives no number: one of them is far outside of what it was trained on. Correct it and try again.',
  'given.noSuchInput': ({ name, near, known }: { name: string; near: string; known: readonly string[] }) =>
    `The model has no input "${name}". ${known.length === 0 ? `Did you mean "${near}"?` : `Its inputs are ${known.join(', ')}.`}`,
  'given.positiveNumber': ({ name, most, value }: { name: string; most: string; value: string }) =>
    `"${name}" has to be a number above 0${most === 'none' ? '' : ` and at most ${most}`}, not ${value}.`,
} as const;
