import { pointsCsv, type NamedLine } from '../charts/points-csv.ts';
import { connection } from './connection.svelte.ts';

/** Every point of these lines as it was measured, asked for line by line; see `pointsCsv`. */
export async function measuredPointsCsv(lines: readonly NamedLine[]): Promise<string> {
  const parts: string[] = [];
  for (const line of lines) {
    let offset = 0;
    for (;;) {
      const { run, key } = line;
      const points = await connection.client.call('runs.points', { run, key, offset });
      parts.push(pointsCsv(line, points));
      offset += points.steps.length;
      if (points.steps.length === 0 || offset >= points.total) break;
    }
  }
  return `run,metric,name,step,time,value\r\n${parts.join('')}`;
}
