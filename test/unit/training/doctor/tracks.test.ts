import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEvaluationTrack } from '../../../../src-main/engine/training/doctor/evaluation-track.ts';
import { openLookTrack } from '../../../../src-main/engine/training/doctor/look-track.ts';
import { openLossTrack } from '../../../../src-main/engine/training/doctor/loss-track.ts';
import { openUnitTrack } from '../../../../src-main/engine/training/doctor/unit-track.ts';
import '../../../support/property-seed.ts';

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const size = fc.double({ min: 0, max: 1e6, noNaN: true });
const array = { layer: 'dense1', place: 0, size: 4, inDepth: true, startsAtZero: false, watched: 4 };

/** A history and where it is interrupted. */
function interrupted<Entry>(entry: fc.Arbitrary<Entry>) {
  return fc.tuple(fc.array(entry, { maxLength: 60 }), fc.nat(60));
}

describe('what the doctor keeps', () => {
  it('of losses goes on from what was saved', () => {
    fc.assert(
      fc.property(interrupted(number), fc.integer({ min: 1, max: 300 }), ([losses, at], stepsPerEpoch) => {
        const whole = openLossTrack(stepsPerEpoch, null);
        let parts = openLossTrack(stepsPerEpoch, null);
        for (const [step, loss] of losses.entries()) {
          if (step === at) parts = openLossTrack(stepsPerEpoch, parts.save());
          whole.add(step + 1, loss);
          parts.add(step + 1, loss);
        }
        expect(parts.save()).toEqual(whole.save());
      }),
    );
  });

  it('of losses lies between the least and the largest', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (losses) => {
        const track = openLossTrack(20, null);
        for (const [step, loss] of losses.entries()) track.add(step + 1, loss);
        const { level, start } = track.read();
        const margin = 1e-9 * Math.max(...losses.map(Math.abs), 1);
        for (const mean of [level, start]) {
          expect(mean).toBeGreaterThanOrEqual(Math.min(...losses) - margin);
          expect(mean).toBeLessThanOrEqual(Math.max(...losses) + margin);
        }
      }),
    );
  });

  it('of looks goes on from what was saved', () => {
    const look = fc.record({
      norm: size,
      gradients: fc.tuple(size),
      moves: fc.tuple(size),
      sizes: fc.tuple(size),
    });
    fc.assert(
      fc.property(interrupted(look), ([looks, at]) => {
        const whole = openLookTrack([array], null, null);
        let parts = openLookTrack([array], null, null);
        for (const [step, figures] of looks.entries()) {
          if (step === at) parts = openLookTrack([array], parts.save(), parts.saveFirst());
          for (const track of [whole, parts])
            track.add({ ...figures, step, rate: 0.1, batchMs: 0, stepMs: 1 });
        }
        expect(parts.save()).toEqual(whole.save());
        expect(parts.saveFirst()).toEqual(whole.saveFirst());
        expect({ ...parts.read(), waiting: null }).toEqual({ ...whole.read(), waiting: null });
      }),
    );
  });

  it('of evaluations goes on from what was saved', () => {
    const evaluation = fc.record({ train: number, validation: fc.oneof(number, fc.constant(Number.NaN)) });
    fc.assert(
      fc.property(interrupted(evaluation), ([evaluations, at]) => {
        const whole = openEvaluationTrack(null);
        let parts = openEvaluationTrack(null);
        for (const [step, losses] of evaluations.entries()) {
          if (step === at) parts = openEvaluationTrack(parts.save());
          for (const track of [whole, parts]) track.add({ step, ...losses }, [0.5, 1]);
        }
        expect(parts.save()).toEqual(whole.save());
        expect(parts.read()).toEqual(whole.read());
      }),
    );
  });

  it('of units calls those dead that gave nothing for 256 rows and five looks, and no others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }),
        (rows, looks, living) => {
          let track = openUnitTrack([]);
          for (let look = 0; look < looks; look++) {
            const outputs = new Float32Array(rows * 6);
            for (const unit of living) outputs[((look * 7) % rows) * 6 + unit] = 0.5;
            track.add('dense1', 'relu', outputs, 6);
            track = openUnitTrack(track.save());
          }
          const dead = looks >= 5 && looks * rows >= 256 ? 6 - living.length : 0;
          expect(track.read()).toEqual([{ layer: 'dense1', kind: 'zero', units: 6, dead }]);
        },
      ),
    );
  });

  it('of units knows the ends of tanh and sigmoid', () => {
    const track = openUnitTrack([]);
    for (let look = 0; look < 8; look++) {
      const ends = Float32Array.from({ length: 64 * 2 }, (_, at) => (at % 2 === 0 ? 0.999 : 0.5));
      track.add('tanh', 'tanh', ends, 2);
      track.add('sigmoid', 'sigmoid', ends, 2);
      track.add('gelu', 'gelu', ends, 2);
    }
    expect(track.read()).toEqual([
      { layer: 'tanh', kind: 'saturated', units: 2, dead: 1 },
      { layer: 'sigmoid', kind: 'saturated', units: 2, dead: 1 },
    ]);
  });
});
