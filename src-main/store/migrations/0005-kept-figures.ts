/**
 * What the weights that a run keeps reach may differ from the last figures of its training. And the loss of every
 * batch gets a name of its own: `train/loss` is measured like `val/loss` from here on.
 */
export const keptFigures = `
ALTER TABLE latest_metrics ADD COLUMN kept REAL;
-- NULL while nothing but the last point is known; kept is NULL beside a step where the figure is NaN.
ALTER TABLE latest_metrics ADD COLUMN kept_step REAL;

UPDATE metrics SET key = 'batch/loss' WHERE key = 'train/loss';
UPDATE latest_metrics SET key = 'batch/loss' WHERE key = 'train/loss';
`;
