/** A tensor's shape as the field writes it: `28 × 28 × 1`; a single number has none. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? '1' : shape.join(' × ');
}
