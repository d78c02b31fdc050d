import { fontFamilies, type Scene, type SceneShape } from './scene.ts';

/** The scene as PNG, with so many pixels of the picture for each of its own. */
export async function scenePng(scene: Scene, scale: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(scene.width * scale);
  canvas.height = Math.round(scene.height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw the picture on.');
  context.scale(scale, scale);
  drawScene(context, scene, fontFamilies[scene.font]);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture could not be made.')) : resolve(blob)),
      'image/png',
    ),
  );
}

/** The scene from the top left corner of a canvas on, in the pixels of its transform. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene, family: string): void {
  context.fillStyle = scene.background;
  context.fillRect(0, 0, scene.width, scene.height);
  for (const shape of scene.shapes) {
    context.save();
    context.globalAlpha = shape.alpha;
    if (shape.inside) {
      const { left, top, width, height } = scene.box;
      context.beginPath();
      context.rect(left, top, width, height);
      context.clip();
    }
    draw(context, shape, family);
    context.restore();
  }
}

function draw(context: CanvasRenderingContext2D, shape: SceneShape, family: string): void {
  context.fillStyle = shape.color;
  context.strokeStyle = shape.color;
  context.beginPath();
  switch (shape.kind) {
    case 'line':
      context.lineWidth = shape.width;
      context.lineJoin = 'round';
      context.lineCap = 'round';
      context.setLineDash([...(shape.dash ?? [])]);
      for (const piece of shape.pieces) {
        trace(context, piece);
        if (piece.length === 2) context.closePath();
      }
      context.stroke();
      return;
    case 'area':
      trace(context, shape.outline);
      context.fill();
      return;
    case 'areas':
      for (const outline of shape.outlines) {
        trace(context, outline);
        context.closePath();
      }
      context.fill();
      return;
    case 'dot':
      context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      context.fill();
      return;
    case 'text':
      context.font = `${shape.bold ? 'bold ' : ''}${shape.size}px ${family}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.fillText(shape.text, shape.x, shape.y);
  }
}

function trace(context: CanvasRenderingContext2D, points: readonly number[]): void {
  for (let index = 0; index < points.length; index += 2) {
    const [x = 0, y = 0] = [points[index], points[index + 1]];
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

/** How wide a text is in pixels; by it, files place text that they cannot measure themselves. */
export function createMeasure(): (text: string, size: number, family: string, bold: boolean) => number {
  const context = document.createElement('canvas').getContext('2d');
  return (text, size, family, bold) => {
    if (context === null) return text.length * size * 0.55;
    context.font = `${bold ? 'bold ' : ''}${size}px ${family}`;
    return context.measureText(text).width;
  };
}
