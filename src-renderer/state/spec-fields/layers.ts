/** What a layer begins with when it is added to a list; a test holds the kinds against the contract's. */
export const layerStarts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  dense: { units: 32, activation: 'relu' },
  activation: { activation: 'relu' },
  dropout: { rate: 0.2 },
  batchNorm: {},
  layerNorm: {},
  groupNorm: { groups: 8 },
  convolution: { filters: 16, kernel: 3, activation: 'relu' },
  depthwise: { kernel: 3 },
  pool: { pool: 'max', size: 2 },
  globalPool: { pool: 'average' },
  flatten: {},
  reshape: { shape: [8, 8, 1] },
  featureTokens: { width: 32 },
  embedding: { width: 64 },
  positions: {},
  rnn: { units: 64 },
  lstm: { units: 64 },
  gru: { units: 64 },
  attention: { heads: 4 },
  residual: { layers: [{ layer: 'layerNorm' }, { layer: 'attention', heads: 4 }] },
};

/** One line of a list that is shown: how deep it lies, where in the spec, its kind and its settings in words. */
export interface LayerLine {
  readonly depth: number;
  readonly path: string;
  readonly kind: string;
  readonly settings: string;
}

/** A list of layers as lines, those inside residual layers indented. What is no layer becomes a line of its own. */
export function layerLines(value: unknown, path: string, depth = 0): readonly LayerLine[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((layer: unknown, index): readonly LayerLine[] => {
    const at = `${path}.${index}`;
    if (typeof layer !== 'object' || layer === null) {
      return [{ depth, path: at, kind: '', settings: JSON.stringify(layer) }];
    }
    const { layer: kind, layers, ...settings } = layer as Readonly<Record<string, unknown>>;
    const words = Object.entries(settings).map(([name, setting]) =>
      typeof setting === 'string' ? `${name} ${setting}` : `${name} ${JSON.stringify(setting)}`,
    );
    const line = { depth, path: at, kind: typeof kind === 'string' ? kind : '', settings: words.join(', ') };
    return [line, ...layerLines(layers, `${at}.layers`, depth + 1)];
  });
}
