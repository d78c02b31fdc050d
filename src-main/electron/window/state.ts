import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** In device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

export const smallestSize = { width: 1024, height: 700 } as const;
const usualSize = { width: 1440, height: 900 } as const;

/** Null where nothing, or nothing that can be used, was kept. */
export function readWindowState(file: string): WindowState | null {
  try {
    return parseState(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Replaces the file at once, so that a power cut leaves the old or the new one. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/**
 * Where the window opens: where it was, if a display still shows its title bar; else the usual size, which the system
 * places. Never larger than a display, never smaller than the layout needs.
 */
export function restoredBounds(
  state: WindowState | null,
  displays: readonly Rectangle[],
): Rectangle | { readonly width: number; readonly height: number } {
  const { width, height } = state?.bounds ?? usualSize;
  const home = state === null ? undefined : displays.find((area) => showsTitleBar(area, state.bounds));
  const area = home ?? displays[0] ?? { x: 0, y: 0, ...usualSize };
  const size = {
    width: Math.max(smallestSize.width, Math.min(width, area.width)),
    height: Math.max(smallestSize.height, Math.min(height, area.height)),
  };
  return home === undefined || state === null ? size : { x: state.bounds.x, y: state.bounds.y, ...size };
}

/** A strip of 100×24 px of the title bar is enough to take hold of a window. */
function showsTitleBar(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const overlap = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return overlap >= 100 && y >= area.y && y + 24 <= area.y + area.height;
}

function parseState(value: unknown): WindowState | null {
  if (typeof value !== 'object' || value === null || !('bounds' in value)) return null;
  const { bounds } = value;
  if (typeof bounds !== 'object' || bounds === null) return null;
  const { x, y, width, height } = { x: null, y: null, width: null, height: null, ...bounds };
  if (!isSize(x) || !isSize(y) || !isSize(width) || !isSize(height)) return null;
  return { bounds: { x, y, width, height }, maximized: 'maximized' in value && value.maximized === true };
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 100_000;
}
