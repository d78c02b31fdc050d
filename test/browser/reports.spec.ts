import { pathToFileURL } from 'node:url';
import type { Client } from '#contract/client.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { reportOfEverything } from '../support/reports.ts';
import { expect, go, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

async function trainTwo(client: Client): Promise<void> {
  for (const seed of [0, 1]) {
    const { run } = await client.call('runs.start', { spec: { ...sampleSpec('iris'), seed, epochs: 5 } });
    await expect
      .poll(async () => (await client.call('runs.show', { run })).state, { timeout: 60_000 })
      .toBe('complete');
  }
}

test('a report is composed, exported, and opened again without Descent', async ({ page, serve }, info) => {
  const client = await attach(serve.current.address);
  await trainTwo(client);
  const { report } = await client.call('reports.create', { name: 'Seeds', document: reportOfEverything });
  await open(page, serve.current, `/reports/${report}`);
  await expect(page.getByRole('heading', { name: 'What we found' })).toBeVisible();

  await test.step('a block moves by keyboard, and back by undo', async () => {
    const order = async () =>
      page.locator('[data-block]').evaluateAll((all) => all.map((one) => one.getAttribute('data-block')));
    await page.getByRole('button', { name: /^Move “Text 1”/ }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(order).toEqual(['runs', 'text', 'grouped', 'table', 'groups', 'compare']);
    await expect(page.getByRole('button', { name: /^Move “Text 2”/ })).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect.poll(order).toEqual(['text', 'runs', 'grouped', 'table', 'groups', 'compare']);
  });
  await test.step('text is written, and kept', async () => {
    await page.getByRole('button', { name: 'Edit “Text 1”' }).click();
    await page.getByRole('textbox', { name: 'Text in Markdown' }).fill('# Another *beginning*');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Another beginning' })).toBeVisible();
    await expect
      .poll(async () => (await client.call('reports.show', { report })).document.blocks[0])
      .toMatchObject({ markdown: '# Another *beginning*' });
  });
  await test.step('a chart of a run is added from its menu', async () => {
    await go(page, '/runs/1');
    await page
      .getByRole('button', { name: /^More about/ })
      .first()
      .click();
    await page
      .getByRole('menuitem', { name: /to a report/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.locator('[data-block]')).toHaveCount(7);
  });
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+e');
  const path = info.outputPath('report.html');
  await (await download).saveAs(path);

  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).protocol));
  await page.goto(pathToFileURL(path).href);
  await test.step('its numbers are those of the store', async () => {
    const { values } = await client.call('runs.points', { run: 1, key: 'val/loss' });
    const drawn = await page.evaluate<number[]>(
      `JSON.parse(document.getElementById('charts').textContent)[0].lines.find(({ name }) => name.endsWith('#1')).raw.y`,
    );
    expect(drawn).toEqual([...values]);
    const { metrics } = await client.call('runs.show', { run: 1 });
    await expect(page.locator(`td[data-value="${metrics['val/loss']?.final ?? ''}"]`).first()).toBeVisible();
  });
  await test.step('lines are put away, and a part is zoomed into and left again', async () => {
    const chart = page.locator('figure').first();
    const drawn = chart.locator('g[clip-path] > path');
    await expect(drawn).toHaveCount(2);
    await chart.getByRole('button', { name: /#1$/ }).click();
    await expect(drawn).toHaveCount(1);
    const box = await chart.locator('.plot > svg').boundingBox();
    if (box === null) throw new Error('the chart is not there');
    await page.mouse.move(box.x + 150, box.y + 100);
    await expect(chart.getByRole('status')).toContainText('#2');
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 100, { steps: 4 });
    await page.mouse.up();
    await chart.getByRole('button', { name: 'Show all' }).click();
    await expect(chart.getByRole('button', { name: 'Show all' })).toBeHidden();
  });
  expect([...new Set(asked)].filter((protocol) => !['file:', 'data:'].includes(protocol))).toEqual([]);
  client.close();
});
