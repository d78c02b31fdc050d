import { fontFamilies, shortNumber, type Scene, type SceneShape } from './scene.ts';

/** The scene as a file of its own, without fonts: those of the system are taken. */
export function sceneSvg(scene: Scene): string {
  const { width, height, background, box, font, shapes } = scene;
  const [left, top, wide, high] = [box.left, box.top, box.width, box.height].map(shortNumber);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(fontFamilies[font])}">`,
    `<clipPath id="plot"><rect x="${left}" y="${top}" width="${wide}" height="${high}"/></clipPath>`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...shapes.map(shapeSvg),
    '</svg>',
    '',
  ].join('\n');
}

function shapeSvg(shape: SceneShape): string {
  const alpha = shape.alpha === 1 ? '' : ` opacity="${shortNumber(shape.alpha)}"`;
  const common = `${alpha}${shape.inside ? ' clip-path="url(#plot)"' : ''}`;
  switch (shape.kind) {
    case 'line': {
      const dash = shape.dash === null ? '' : ` stroke-dasharray="${shape.dash.map(shortNumber).join(' ')}"`;
      const path = shape.pieces.map((piece) => pathOf(piece, piece.length === 2)).join('');
      return `<path d="${path}" fill="none" stroke="${shape.color}" stroke-width="${shortNumber(shape.width)}" stroke-linejoin="round" stroke-linecap="round"${dash}${common}/>`;
    }
    case 'area':
      return `<path d="${pathOf(shape.outline, true)}" fill="${shape.color}"${common}/>`;
    case 'areas': {
      const path = shape.outlines.map((outline) => pathOf(outline, true)).join('');
      return `<path d="${path}" fill="${shape.color}"${common}/>`;
    }
    case 'dot':
      return `<circle cx="${shortNumber(shape.x)}" cy="${shortNumber(shape.y)}" r="${shortNumber(shape.radius)}" fill="${shape.color}"${common}/>`;
    case 'text':
      return `<text x="${shortNumber(shape.x)}" y="${shortNumber(shape.y)}" font-size="${shortNumber(shape.size)}" text-anchor="${shape.anchor}" fill="${shape.color}"${shape.bold ? ' font-weight="bold"' : ''}${common}>${escaped(shape.text)}</text>`;
  }
}

function pathOf(points: readonly number[], closed: boolean): string {
  let path = '';
  for (let index = 0; index < points.length; index += 2) {
    path += `${index === 0 ? 'M' : 'L'}${shortNumber(points[index] ?? 0)} ${shortNumber(points[index + 1] ?? 0)}`;
  }
  return closed ? `${path}Z` : path;
}

/** For text and attributes alike; characters that XML has no place for are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
