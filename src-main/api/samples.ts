/** The samples, for hosts that show them without opening the data directory. */
export { loadSamples, sampleFileNames as sampleDatasets } from '../engine/dataset/samples.ts';
