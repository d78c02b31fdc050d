import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach } from '../../src-main/serve/attach.ts';
import { expect, open, test } from '../support/served-page.ts';

test('data that a command trained on is on the Data page with its runs, and is marked when its file is gone', async ({
  page,
  serve,
  data,
}) => {
  const path = join(data, 'line.csv');
  writeFileSync(path, `x,y\n${Array.from({ length: 30 }, (_, i) => `${i},${2 * i}`).join('\n')}\n`);
  const client = await attach(serve.current.address);
  const source = { kind: 'file', path } as const;
  const spec = await client.call('datasets.proposeSpec', { dataset: { source } });
  await client.call('runs.start', { spec: { ...spec, name: 'by command', epochs: 1 } });
  client.close();

  await open(page, serve.current, '/data');
  await page.getByRole('link', { name: /^line\.csv\s+1 run$/ }).click();
  await expect(page.getByText(path, { exact: true })).toBeVisible();
  await expect(page.getByText('30 rows · 2 columns')).toBeVisible();
  const runs = page.getByRole('region', { name: 'Runs on this data' });
  await expect(runs.getByRole('link', { name: /by command/ })).toBeVisible();

  rmSync(path);
  await page.reload();
  await expect(page.getByRole('link', { name: /^line\.csv\s+gone$/ })).toBeVisible();
  await expect(page.getByText('The file is no longer at this path')).toBeVisible();
  await expect(page.getByText('30 rows')).toBeVisible();
  await runs.getByRole('link', { name: /by command/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('by command');
});
