import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCapturedOutput, withoutEscapes } from '../../../src-main/command/captured-output.ts';
import { createLineSplitter } from '../../../src-main/command/line-splitter.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const head = 32 * 1024;
const tail = 64 * 1024;

describe('the output of a command', () => {
  it('is kept whole within its bounds, else its first and last bytes, however it came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 8 }), (lengths) => {
        const captured = createCapturedOutput();
        let all = '';
        for (const [i, length] of lengths.entries()) {
          const piece = String.fromCharCode(97 + i).repeat(length);
          all += piece;
          captured.add(bytes(piece));
        }
        const left = all.length - head - tail;
        expect(captured.text()).toBe(
          left <= 0 ? all : `${all.slice(0, head)}\n… ${left} bytes left out …\n${all.slice(-tail)}`,
        );
        expect(captured.totalBytes).toBe(all.length);
      }),
      { numRuns: 40 },
    );
  });

  it('is shown without escapes, control characters and turned writing', () => {
    expect(
      withoutEscapes('\u001b[31mred\u001b[0m \u001b]8;;http://evil\u0007link\u001b]8;;\u0007 \u0000\u202ex'),
    ).toBe('red link x');
    expect(withoutEscapes('10 %\r50 %\r100 %\nend\r\n')).toBe('100 %\nend\n');
  });

  it('holds no secret that was passed on', () => {
    const captured = createCapturedOutput(['s3cr3t-value']);
    captured.add(bytes('token is s3cr3t-value.'));
    expect(captured.text()).toBe('token is ••••.');
  });

  it('may be no text at all', () => {
    const captured = createCapturedOutput();
    captured.add(Uint8Array.from([0xff, 0xfe, 0x41, 0xc3]));
    expect(captured.text()).toBe('\ufffd\ufffdA\ufffd');
  });

  it('tells its last lines, without empty ones', () => {
    const captured = createCapturedOutput();
    captured.add(bytes('a\nb\n\nc\n'));
    expect(captured.lastLines(2)).toBe('b\nc');
  });
});

describe('lines', () => {
  it('are the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 7 }),
        (texts, size) => {
          const whole = texts.map((text) => text.replace(/[\n\r]/g, '')).join('\n');
          const lines: string[] = [];
          const splitter = createLineSplitter((line) => lines.push(line));
          const all = bytes(whole);
          for (let i = 0; i < all.length; i += size) splitter.add(all.subarray(i, i + size));
          splitter.end();
          const expected = new TextDecoder().decode(all).split('\n');
          if (expected.at(-1) === '') expected.pop();
          expect(lines).toEqual(expected);
        },
      ),
    );
  });

  it('that never end take no memory', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    for (let i = 0; i < 1000; i++) splitter.add(bytes('x'.repeat(10_000)));
    splitter.add(bytes('\n{"score": 1}\n'));
    splitter.end();
    expect(lines).toEqual(['{"score": 1}']);
  });
});
