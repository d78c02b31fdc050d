/** About how long a sample trains on two cores, in milliseconds: measured with the embedded engine, rounded up. */
export const sampleTimesMs: Readonly<Record<string, number>> = {
  'linear-regression': 1_000,
  iris: 1_000,
  'breast-cancer': 1_000,
  wine: 1_000,
  diabetes: 1_000,
  'digits-mlp': 2_000,
  'digits-cnn': 3_000,
  'tang-poems': 60_000,
  'tang-metre': 100_000,
};
