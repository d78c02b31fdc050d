import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisPlaces, axisScale, placeOn } from '../../../../src-renderer/charts/axis-scale.ts';

const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });

describe('places on the canvas', () => {
  it('are those of the scale, from one end to the other, on either kind of axis', () => {
    fc.assert(
      fc.property(
        finite,
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (low, span, share, log) => {
          const from = log ? Math.abs(low) + 1e-6 : low;
          const range = { from, to: from + span };
          const scale = axisScale(range, log);
          const value = scale.toValue(share);
          expect(placeOn(axisPlaces(range, log, 58, 958), value)).toBeCloseTo(
            58 + 900 * scale.toShare(value),
            6,
          );
          expect(placeOn(axisPlaces(range, log, 400, 10), value)).toBeCloseTo(
            10 + 390 * (1 - scale.toShare(value)),
            6,
          );
        },
      ),
    );
  });
});
