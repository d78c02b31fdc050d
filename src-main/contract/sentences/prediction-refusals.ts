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
} as const;
