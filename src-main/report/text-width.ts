/** Widths of the characters from space to tilde in thousandths of the size: Adobe's metrics of Helvetica, and bold. */
const regular =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
    .split(' ')
    .map(Number);
const bold =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584'
    .split(' ')
    .map(Number);

/** How wide a text is in a standard font without serifs, in the units of its size. Where there is no canvas to ask. */
export function textWidth(text: string, size: number, isBold: boolean): number {
  const widths = isBold ? bold : regular;
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // Characters of Chinese, Japanese and Korean are as wide as they are high.
    width += code >= 0x2e80 ? 1000 : (widths[code - 0x20] ?? 556);
  }
  return (width * size) / 1000;
}
