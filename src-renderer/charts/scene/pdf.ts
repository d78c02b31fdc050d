import {
  channelsOf,
  fontFamilies,
  shortNumber,
  type Scene,
  type SceneFont,
  type SceneShape,
} from './scene.ts';

/** How wide a text is in pixels. */
type Measure = (text: string, size: number, family: string, bold: boolean) => number;

/** Of the fonts that every reader of PDF has: regular and bold. */
const fontNames: Readonly<Record<SceneFont, readonly [string, string]>> = {
  sans: ['Helvetica', 'Helvetica-Bold'],
  serif: ['Times-Roman', 'Times-Bold'],
  mono: ['Courier', 'Courier-Bold'],
};
/** A pixel of a screen is 1/96 inch, a point of a page 1/72. */
const pointsPerPixel = 0.75;

/**
 * The scene as a PDF of one page (ISO 32000-1), as vectors. Text in Latin letters is set in one of the standard fonts,
 * any other in the reader's own font for simplified Chinese: nothing is embedded.
 */
export function scenePdf(scene: Scene, measure: Measure): Uint8Array<ArrayBuffer> {
  const alphas = [...new Set(scene.shapes.map(({ alpha }) => alpha))];
  const content = [
    `${shortNumber(pointsPerPixel)} 0 0 ${shortNumber(pointsPerPixel)} 0 0 cm`,
    // From here on y goes down, as in the scene.
    `1 0 0 -1 0 ${shortNumber(scene.height)} cm`,
    `${colorOf(scene.background)} rg 0 0 ${shortNumber(scene.width)} ${shortNumber(scene.height)} re f`,
    ...scene.shapes.map((shape) => shapePdf(shape, scene, alphas.indexOf(shape.alpha), measure)),
  ].join('\n');
  const [regular, bold] = fontNames[scene.font];
  const states = alphas.map(
    (alpha, index) => `/G${index} << /CA ${shortNumber(alpha)} /ca ${shortNumber(alpha)} >>`,
  );
  const page = [scene.width, scene.height].map((length) => shortNumber(length * pointsPerPixel));
  return document([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.join(' ')}] /Contents 4 0 R /Resources << /ExtGState << ${states.join(' ')} >> /Font << /F0 5 0 R /F1 6 0 R /F2 7 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /${regular} /Encoding /WinAnsiEncoding >>`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /${bold} /Encoding /WinAnsiEncoding >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [8 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 9 0 R >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  ]);
}

function shapePdf(shape: SceneShape, scene: Scene, state: number, measure: Measure): string {
  const { left, top, width, height } = scene.box;
  const clip = shape.inside ? ` ${[left, top, width, height].map(shortNumber).join(' ')} re W n` : '';
  return `q /G${state} gs${clip} ${drawn(shape, scene.font, measure)} Q`;
}

function drawn(shape: SceneShape, font: SceneFont, measure: Measure): string {
  const color = colorOf(shape.color);
  switch (shape.kind) {
    case 'line': {
      const dash = `[${(shape.dash ?? []).map(shortNumber).join(' ')}] 0 d`;
      return `${color} RG ${shortNumber(shape.width)} w 1 J 1 j ${dash} ${shape.pieces.map(path).join(' ')} S`;
    }
    case 'area':
      return `${color} rg ${path(shape.outline)} f`;
    case 'areas':
      return `${color} rg ${shape.outlines.map((outline) => `${path(outline)} h`).join(' ')} f`;
    case 'dot':
      // A line of no length with round ends.
      return `${color} RG ${shortNumber(2 * shape.radius)} w 1 J ${path([shape.x, shape.y, shape.x, shape.y])} S`;
    case 'text': {
      const { text, size, bold, anchor } = shape;
      const latin = winAnsi(text);
      const long = measure(text, size, fontFamilies[font], bold);
      const x = shape.x - (anchor === 'end' ? long : anchor === 'middle' ? long / 2 : 0);
      const [name, written] = latin === null ? ['F2', utf16(text)] : [bold ? 'F1' : 'F0', latin];
      return `${color} rg BT /${name} ${shortNumber(size)} Tf 1 0 0 -1 ${shortNumber(x)} ${shortNumber(shape.y)} Tm <${written}> Tj ET`;
    }
  }
}

function path(points: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < points.length; index += 2) {
    const [x, y] = [points[index] ?? 0, points[index + 1] ?? 0].map(shortNumber);
    parts.push(`${x} ${y} ${index === 0 ? 'm' : 'l'}`);
    if (points.length === 2) parts.push(`${x} ${y} l`);
  }
  return parts.join(' ');
}

function colorOf(color: string): string {
  return channelsOf(color)
    .map((channel) => shortNumber(channel / 255))
    .join(' ');
}

/** What Windows-1252 has beside Latin-1, of the signs that charts use. */
const beyondLatin: Readonly<Record<string, number>> = {
  '€': 0x80,
  '…': 0x85,
  '‘': 0x91,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '•': 0x95,
  '–': 0x96,
  '—': 0x97,
  // The minus of mathematics is none of its signs; the dash is as wide.
  '−': 0x96,
};

/** The text in hexadecimal, one byte a character; null where a character is not among them. */
function winAnsi(text: string): string | null {
  let written = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const byte =
      (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) ? code : beyondLatin[character];
    if (byte === undefined) return null;
    written += byte.toString(16).padStart(2, '0');
  }
  return written;
}

function utf16(text: string): string {
  return Array.from({ length: text.length }, (_, index) =>
    text.charCodeAt(index).toString(16).padStart(4, '0'),
  ).join('');
}

/** Objects numbered from 1, the first of them the catalog, with the table of where each begins. All of it is ASCII. */
function document(objects: readonly string[]): Uint8Array<ArrayBuffer> {
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = text.length;
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}
