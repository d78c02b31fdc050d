import { basename, extname } from 'node:path';
import type { DatasetSource } from '#contract/dataset.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { findStoredDataset } from '../base/stored-datasets.ts';

/** What a run is called when nobody named it: what it predicts, how and of what, such as "price: mlp 64-32 on houses". */
export async function runNameOf(spec: TrainingSpec, datasetsDirectory: string): Promise<string> {
  if (spec.name !== undefined) return spec.name;
  const data = await dataNameOf(spec.dataset.source, datasetsDirectory);
  const { target } = spec.dataset;
  // Of images in folders, the label is all that there is.
  const plain = target === undefined || spec.model.kind === 'autoencoder';
  const predicted = plain || target === 'label' || target === 'target' ? '' : `${target}: `;
  return `${predicted}${modelName(spec.model)} on ${basename(data, extname(data))}`.slice(0, 200);
}

/** Its kind and its size, in the fewest words that tell two trials apart. */
function modelName(model: TrainingSpec['model']): string {
  switch (model.kind) {
    case 'mlp':
      return model.hidden.length === 0 ? 'mlp' : `mlp ${model.hidden.join('-')}`;
    case 'cnn':
      return `cnn ${model.blocks.map(({ filters }) => filters).join('-')}`;
    case 'rnn':
    case 'lstm':
    case 'gru':
      return `${model.kind} ${model.layers}×${model.units}`;
    case 'transformer':
    case 'transformerEncoder':
      return `${model.kind === 'transformer' ? 'transformer' : 'encoder'} ${model.layers}×${model.width}`;
    case 'autoencoder':
      return `autoencoder ${[...model.hidden, model.latent].join('-')}`;
    case 'layers':
      return `${model.layers.length} layers`;
    case 'linear':
      return 'linear';
    default:
      return model satisfies never;
  }
}

async function dataNameOf(source: DatasetSource, datasetsDirectory: string): Promise<string> {
  switch (source.kind) {
    case 'sample':
      return source.name;
    case 'file':
      return source.path;
    case 'linear':
      return 'generated data';
    case 'stored':
      return (await findStoredDataset(datasetsDirectory, source.sha256))?.name ?? 'a dropped file';
    default:
      return source satisfies never;
  }
}
