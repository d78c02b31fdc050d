import { absent, formatNumber } from './number.ts';

/** Watt-hours with a unit that keeps the number readable; a dash where nobody knows. */
export function formatEnergy(wattHours: number | null | undefined): string {
  if (wattHours === null || wattHours === undefined) return absent;
  if (wattHours >= 1000) return `${formatNumber(wattHours / 1000, 3)} kWh`;
  return wattHours >= 1 ? `${formatNumber(wattHours, 3)} Wh` : `${formatNumber(1000 * wattHours, 3)} mWh`;
}
