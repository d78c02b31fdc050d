import { readFileSync } from 'node:fs';
import { chart, startSample, waitUntilComplete } from '../support/flows.ts';
import { expect, open, test } from '../support/served-page.ts';
import { unzip } from '../support/unzip.ts';

test('a run goes out as a ZIP with its model, the table and a chart as CSV', async ({ page, serve }) => {
  await open(page, serve.current);
  await startSample(page, 'Iris flowers');
  await waitUntilComplete(page);
  const saved = async (act: () => Promise<unknown>): Promise<{ name: string; bytes: Buffer }> => {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };

  await test.step('the model', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const file = await saved(() => page.getByRole('menuitem', { name: 'Download the model (ZIP)' }).click());
    expect(file.name).toBe('iris-1.zip');
    expect([...unzip(file.bytes).keys()]).toContain('weights.safetensors');
    expect(Buffer.from(unzip(file.bytes).get('README.txt') ?? []).toString()).toContain('linear/weights');
  });

  await test.step('the points of a chart', async () => {
    await chart(page, 'Loss').getByRole('button', { name: 'More about Loss' }).click();
    const file = await saved(() => page.getByRole('menuitem', { name: 'Save as CSV' }).click());
    expect(file.name).toBe('Loss.csv');
    expect(file.bytes.toString().split('\r\n').length).toBeGreaterThan(100);
  });

  await test.step('the table of runs', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await expect(page.getByRole('row', { name: /iris/ })).toBeVisible();
    const file = await saved(() => page.getByRole('button', { name: 'Save the table as CSV' }).click());
    expect(file.name).toBe('Runs.csv');
    expect(file.bytes.toString()).toMatch(/^run,name,state,val\/accuracy,.*\r\n1,iris,complete,0\.\d+,/);
  });
});
