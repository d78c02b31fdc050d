import { describe, expect, it } from 'vitest';
import type { PredictionInput } from '#contract/result.ts';
import { brushed, pixelGrid } from '../../../../src-renderer/state/run/pixel-grid.ts';

function pixels(width: number, height: number, begin = 0, example = 0): readonly PredictionInput[] {
  return Array.from({ length: width * height }, (_, index) => ({
    name: `pixel_${Math.floor(index / width) + begin}_${(index % width) + begin}`,
    type: 'number' as const,
    example,
  }));
}

describe('inputs that make an image', () => {
  it('are known by their names, counted from 0 or 1', () => {
    expect(pixelGrid(pixels(8, 8), [])).toMatchObject({ width: 8, height: 8 });
    expect(pixelGrid(pixels(5, 4, 1), [])).toMatchObject({ width: 5, height: 4 });
  });

  it('are known by the step that makes an image of them', () => {
    const named = pixels(8, 8).map((input, index) => ({ ...input, name: `column ${index}` }));
    expect(pixelGrid(named, [{ step: 'image', shape: [8, 8, 1] }])).toMatchObject({ width: 8, height: 8 });
    expect(pixelGrid(named, [{ step: 'image', shape: [4, 4, 4] }])).toBeNull();
    expect(pixelGrid(named, [])).toBeNull();
  });

  it('are as dark as the scale of the preprocessing says', () => {
    expect(pixelGrid(pixels(8, 8), [{ step: 'scale', divideBy: 16 }])?.max).toBe(16);
    expect(pixelGrid(pixels(8, 8, 0, 200), [])?.max).toBe(255);
    expect(pixelGrid(pixels(8, 8, 0, 1), [])?.max).toBe(1);
  });

  it('are none where one is missing, out of order, a category, or where they are few', () => {
    expect(pixelGrid(pixels(8, 8).slice(1), [])).toBeNull();
    expect(pixelGrid([...pixels(8, 8)].reverse(), [])).toBeNull();
    expect(
      pixelGrid(
        pixels(8, 8).map((input, index) => (index === 3 ? { ...input, type: 'category' as const } : input)),
        [],
      ),
    ).toBeNull();
    expect(pixelGrid(pixels(3, 3), [])).toBeNull();
  });
});

describe('the brush', () => {
  const grid = pixelGrid(pixels(4, 4), [{ step: 'scale', divideBy: 10 }]);
  const empty = Array.from({ length: 16 }, () => 0);

  it('fills a pixel and half of its neighbours, never across an edge', () => {
    expect(grid).not.toBeNull();
    if (grid === null) return;
    expect(brushed(grid, empty, 3, false)).toEqual([0, 0, 5, 10, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('never makes a drawn pixel lighter, and erases one alone', () => {
    if (grid === null) return;
    const drawn = brushed(grid, brushed(grid, empty, 5, false), 6, false);
    expect([drawn[5], drawn[6]]).toEqual([10, 10]);
    expect(brushed(grid, drawn, 5, true)[5]).toBe(0);
    expect(brushed(grid, drawn, 5, true)[6]).toBe(10);
  });
});
