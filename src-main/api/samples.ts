/** The samples, for hosts that show them without opening the data directory. */
export { loadSamples } from '../engine/dataset/samples.ts';
