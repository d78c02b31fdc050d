/** Why a model cannot be built for its data. */
export const modelRefusalsSentences = {
  'model.convolutionsNeedImages': () =>
    'Convolutions need images. Add the step {"step": "image", "shape": [height, width, channels]}, or take "filters" out.',
  'model.tooManyConvolutions': ({ number, most }: { number: number; most: number }) =>
    `Convolution ${number} would halve an image of 1 × 1. Use at most ${most} of them.`,
  'model.notForText': ({ model, models }: { model: string; models: readonly string[] }) =>
    `A "${model}" model cannot learn from text. Choose one of ${models.join(', ')}, or a CSV file as the dataset.`,
  'model.cnnNeedsImages': () =>
    'A CNN needs images. Add the step {"step": "image", "shape": [height, width, channels]}, or choose another model.',
  'model.pool': ({
    block,
    pool,
    height,
    width,
  }: {
    block: number;
    pool: number;
    height: number;
    width: number;
  }) =>
    `Block ${block} pools ${pool} × ${pool}, but only ${height} × ${width} is left of the image. Use fewer blocks or set "pool" to 1.`,
  'model.groups': ({ channels, groups, fitting }: { channels: number; groups: number; fitting: number }) =>
    `${channels} filters cannot be shared evenly among ${groups} groups. Choose ${fitting}, or leave "groups" out.`,
  'model.listOfIds': ({ column }: { column: string }) =>
    `The list is given ids, which the step "embed" made of "${column}". Begin it with {"layer": "embedding", "width": 8} or {"layer": "featureTokens", "width": 32}.`,
  'model.nameTaken': ({ name, number }: { name: string; number: number }) =>
    `The name "${name}" of layer ${number} is taken. Give every layer a name of its own, or none.`,
  'layer.kernel': ({
    kernel,
    height,
    width,
    number,
    layer,
  }: {
    kernel: number;
    height: number;
    width: number;
    number: number;
    layer: string;
  }) =>
    `Layer ${number}, "${layer}", has a kernel of ${kernel}, but only ${height} × ${width} is left of the image. Choose a smaller kernel, or "padding": "same".`,
  'layer.pool': ({
    size,
    height,
    width,
    number,
    layer,
  }: {
    size: number;
    height: number;
    width: number;
    number: number;
    layer: string;
  }) =>
    `Layer ${number}, "${layer}", pools ${size} × ${size}, but only ${height} × ${width} is left of the image. Remove it, or choose a smaller size.`,
  'layer.embedding': ({ number, layer }: { number: number; layer: string }) =>
    `Layer ${number}, "${layer}", makes vectors of ids, so it can only be the first layer, and of text or of columns after a step "embed".`,
  'layer.featureTokens': ({ number, layer }: { number: number; layer: string }) =>
    `Layer ${number}, "${layer}", makes a token of every column of a table, so it can only be the first layer, and of columns.`,
  'layer.heads': ({
    width,
    heads,
    number,
    layer,
  }: {
    width: number;
    heads: number;
    number: number;
    layer: string;
  }) =>
    `Layer ${number}, "${layer}", cannot share the width ${width} evenly among ${heads} heads. Choose a divisor of ${width}.`,
  'layer.residual': ({
    given,
    made,
    number,
    layer,
  }: {
    given: string;
    made: string;
    number: number;
    layer: string;
  }) =>
    `Layer ${number}, "${layer}", adds what goes in, ${given}, to what comes out, ${made}, and no projection makes the two equal. Let the layers inside keep the shape but for its last number.`,
  'layer.mixes': ({ number, layer }: { number: number; layer: string }) =>
    `Layer ${number}, "${layer}", would mix positions of the text, each of which predicts its own next character. Remove it.`,
  'layer.reshape': ({
    wanted,
    wantedSize,
    given,
    size,
    number,
    layer,
  }: {
    wanted: string;
    wantedSize: number;
    given: string;
    size: number;
    number: number;
    layer: string;
  }) =>
    `Layer ${number}, "${layer}", makes ${wanted} = ${wantedSize} numbers of ${given} = ${size}. Choose a shape with ${size} numbers.`,
  'layer.ids': ({ number, layer }: { number: number; layer: string }) =>
    `Layer ${number}, "${layer}", is given character ids. Begin the list with {"layer": "embedding", "width": 64}.`,
  'layer.batchNorm': ({ number, layer }: { number: number; layer: string }) =>
    `Layer ${number}, "${layer}", looks at all positions, also at later ones, which a text model has to predict. Use "layerNorm".`,
  'layer.groups': ({
    channels,
    groups,
    number,
    layer,
  }: {
    channels: number;
    groups: number;
    number: number;
    layer: string;
  }) =>
    `Layer ${number}, "${layer}", cannot share ${channels} channels evenly among ${groups} groups. Choose a divisor of ${channels}.`,
  'layer.needsImage': ({ shape, number, layer }: { shape: string; number: number; layer: string }) =>
    `Layer ${number}, "${layer}", needs an image [height, width, channels], but is given ${shape}. Put it before "flatten" and "globalPool", add the step "image" to the preprocessing, or {"layer": "reshape", "shape": [height, width, channels]} before it.`,
  'model.recurrentTable': ({ model }: { model: string }) =>
    `The model "${model}" learns from text, and this dataset is a table. Choose "mlp", or a list of layers with "reshape" and "${model}" where the columns are a sequence.`,
  'model.encoderImages': () =>
    'The model "transformerEncoder" learns from columns, each of which is a token, and these are images. Choose "cnn", or take the step "image" away.',
  'model.heads': ({ width, heads }: { width: number; heads: number }) =>
    `The width ${width} cannot be shared evenly among ${heads} heads. Choose a width that is a multiple of the number of heads.`,
  'model.transformerTable': () =>
    'A transformer learns from text, and this dataset is a table. Choose "linear", "mlp" or "transformerEncoder", or a text file.',
  'layer.needsSequence': ({
    number,
    layer,
    shape,
    text,
  }: {
    number: number;
    layer: string;
    shape: string;
    text: boolean;
  }) =>
    `Layer ${number}, "${layer}", needs a sequence [time, width], but is given ${shape}. ${text ? 'Begin the list with {"layer": "embedding", "width": 64}.' : 'Put {"layer": "reshape", "shape": [time, width]} before it.'}`,
  'model.listEnd': ({ shape, cure }: { shape: string; cure: 'embedding' | 'sequence' | 'image' | 'last' }) =>
    `The list of layers ends in the shape ${shape}. ${listCures[cure]}`,
  'model.transformerImages': () =>
    'A transformer learns from text, and this dataset is images. Choose "cnn", or a text file.',
} as const;

const listCures = {
  embedding: 'Begin it with {"layer": "embedding", "width": 64}.',
  sequence:
    'Every position of a text predicts its next character, so recurrent layers have to return the "sequence".',
  image: 'Add {"layer": "globalPool"} or {"layer": "flatten"} at its end.',
  last: 'Add {"layer": "flatten"} at its end, or let the last recurrent layer return the "last" state.',
};
