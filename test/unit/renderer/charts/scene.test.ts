import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineFacts } from '../../../../src-renderer/charts/chart-sentence.ts';
import { lineScene, type LinePicture } from '../../../../src-renderer/charts/scene/line-scene.ts';
import { scenePdf } from '../../../../src-renderer/charts/scene/pdf.ts';
import { channelsOf, type Scene } from '../../../../src-renderer/charts/scene/scene.ts';
import { sceneSvg } from '../../../../src-renderer/charts/scene/svg.ts';
import { pointsCsv } from '../../../../src-renderer/charts/points-csv.ts';
import { answerOf } from './answer.ts';

const measure = (text: string, size: number): number => text.length * size * 0.5;

function sceneOf(more: Partial<LinePicture> = {}, size = { width: 600, height: 300 }): Scene {
  return lineScene(
    {
      title: 'Loss <of> "two" & 损失',
      answer: answerOf([1, 0.5, 0.25], [2, Number.NaN, 1]),
      styleOf: ({ key }) => ({ name: key, color: '--series-0', dash: null }),
      kind: 'step',
      xLabel: 'Step',
      logX: false,
      logY: false,
      x: { from: 0, to: 2 },
      y: { from: 0, to: 2 },
      marks: [],
      note: '',
      ...more,
    },
    { ...size, font: 'sans', textSize: 12, colorOf: () => '#336699', measure },
  );
}

describe('a picture of a chart', () => {
  it('places every point between its axes', () => {
    const { box, shapes } = sceneOf();
    const [first] = shapes.filter((shape) => shape.kind === 'line' && shape.inside);
    if (first?.kind !== 'line') throw new Error('there is no line');
    const right = box.left + box.width;
    const bottom = box.top + box.height;
    const expected = [box.left, bottom - box.height / 2, box.left + box.width / 2, bottom - box.height / 4];
    for (const [index, at] of [...expected, right, bottom - box.height / 8].entries()) {
      expect(first.pieces[0]?.[index]).toBeCloseTo(at, 9);
    }
  });

  it('keeps all that it shows within its size, whatever that is', () => {
    const side = fc.integer({ min: 300, max: 3000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        for (const shape of sceneOf({}, { width, height }).shapes) {
          const points =
            shape.kind === 'line'
              ? shape.pieces.flat()
              : shape.kind === 'area'
                ? shape.outline
                : shape.kind === 'areas'
                  ? shape.outlines.flat()
                  : [shape.x, shape.y];
          for (let index = 0; index < points.length; index += 2) {
            expect(points[index]).toBeGreaterThanOrEqual(0);
            expect(points[index]).toBeLessThanOrEqual(width);
            expect(points[index + 1]).toBeGreaterThanOrEqual(0);
            expect(points[index + 1]).toBeLessThanOrEqual(height);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('as SVG takes no text for marks of its language', () => {
    const svg = sceneSvg(sceneOf());
    expect(svg).toContain('Loss &lt;of&gt; &quot;two&quot; &amp; 损失');
    expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length);
  });

  it('as PDF says where each of its objects begins', () => {
    const text = new TextDecoder().decode(scenePdf(sceneOf({ note: 'smoothed by 0.9 – −1' }), measure));
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(table, table + 4)).toBe('xref');
    const places = [...text.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(([, place]) => Number(place));
    expect(places).toHaveLength(9);
    for (const [index, place] of places.entries()) {
      expect(text.slice(place, place + 8)).toContain(`${index + 1} 0 obj`);
    }
    const [, length, stream] = /<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text) ?? [];
    expect(stream).toHaveLength(Number(length));
    // 损失 in UTF-16, for the reader's Chinese font.
    expect(text).toContain('635f5931> Tj');
  });

  it('reads the colours of the theme', () => {
    expect(channelsOf('#0072b2')).toEqual([0, 0x72, 0xb2]);
    expect(channelsOf('#fff')).toEqual([255, 255, 255]);
    expect(channelsOf('gray')).toEqual([0, 0, 0]);
  });
});

describe('a chart in words', () => {
  it('tells where each line begins, ends and how far it goes', () => {
    expect(lineFacts(answerOf([3, 1, 2], [Number.NaN, Number.NaN, Number.NaN]), ({ key }) => key, 8)).toEqual(
      [{ name: 'line 0', first: 3, last: 2, min: 1, max: 3 }],
    );
  });
});

describe('every point of a line', () => {
  it('is a row with all of its digits', () => {
    const points = {
      steps: Float64Array.of(1, 2),
      times: Float64Array.of(0, 1500),
      values: Float64Array.of(0.1 + 0.2, Number.NaN),
    };
    expect(pointsCsv({ run: 7, key: 'val/loss', name: 'a, b' }, points)).toBe(
      '7,val/loss,"a, b",1,1970-01-01T00:00:00.000Z,0.30000000000000004\r\n' +
        '7,val/loss,"a, b",2,1970-01-01T00:00:01.500Z,NaN\r\n',
    );
  });
});
