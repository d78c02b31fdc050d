/**
 * Exponential moving average with bias correction, as TensorBoard's scalar charts compute it (`resmoothDataset` of
 * vz_line_chart2, tensorflow/tensorboard): `last = last · weight + (1 − weight) · value`, divided by `1 − weight^n`
 * after n values, since an average that starts at 0 is drawn towards 0. A value that is not finite changes nothing
 * and gives NaN.
 *
 * The result takes the columns of a series one after another, in the order of its points.
 */
export function createSmoother(weight: number): (values: Float64Array) => Float64Array {
  let last = 0;
  // weight^n; 0 once it no longer changes 1 − weight^n, before it becomes a subnormal number, which is very slow.
  let bias = 1;
  return (values) => {
    const smoothed = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) {
      // The index is within the array.
      const value = values[i] as number;
      // NaN for NaN and ±∞ alone.
      if (value - value !== 0) {
        smoothed[i] = NaN;
        continue;
      }
      last = last * weight + (1 - weight) * value;
      if (bias === 0) {
        smoothed[i] = last;
        continue;
      }
      bias *= weight;
      smoothed[i] = last / (1 - bias);
      if (1 - bias === 1) bias = 0;
    }
    return smoothed;
  };
}
