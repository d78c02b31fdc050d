/** About how long a sample trains on two cores, in milliseconds: measured with the embedded engine, rounded up. */
export const sampleTimesMs: Readonly<Record<string, number>> = {
  'linear-regression': 2_000,
  iris: 5_000,
  'digits-mlp': 20_000,
  'digits-cnn': 60_000,
  'tang-poems': 180_000,
};
