import AxeBuilder from 'axe-core';
import { attach } from '../../src-main/serve/attach.ts';
import { seedRuns } from '../support/seed-runs.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

test.describe('among ten thousand runs', () => {
  test('the best is found by a query, seeds are grouped, and all are compared with a baseline', async ({
    page,
    serve,
    data,
  }) => {
    await serve.whileStopped(() => seedRuns(data, 10_000, sampleSpec('iris'), 5));
    const client = await attach(serve.current.address);
    await open(page, serve.current, '/runs');
    const grid = page.getByRole('grid');
    const field = page.getByRole('combobox', { name: /Find/ });
    const nameCell = (row: number) => grid.locator(`[data-row="${row}"] [data-column="0"]`);
    await expect(page.getByText('10,000 runs')).toBeVisible();

    await test.step('a query is completed, and its mistakes are underlined', async () => {
      await field.pressSequentially('metrics.val/acc');
      await expect(page.getByRole('option', { name: /metrics\.val\/accuracy/ })).toBeVisible();
      await field.press('Tab');
      await field.pressSequentially('> 0.8 and tags.baselin ');
      await expect(page.getByText('No run has the tag "baselin". Did you mean "baseline"?')).toBeVisible();
      await page.getByRole('button', { name: 'Use tags.baseline' }).click();
      await expect(field).toHaveValue('metrics.val/accuracy > 0.8 and tags.baseline ');
      await expect(page.getByText('No run has the tag')).toBeHidden();
    });

    await test.step('the best of all comes first, as the core says', async () => {
      const query = 'state = complete order by metrics.val/accuracy.best desc, id';
      await field.fill(query);
      await field.press('Escape');
      const { rows } = await client.call('runs.list', {
        limit: 10_000,
        metrics: ['val/accuracy'],
        params: [],
      });
      const bestOf = (row: (typeof rows)[number]): number => row.metrics['val/accuracy']?.best ?? 0;
      const [best] = rows.toSorted((a, b) => bestOf(b) - bestOf(a));
      await expect(nameCell(0)).toContainText(`#${best?.id ?? 0}`);
      expect(new URL(page.url()).hash).toContain(new URLSearchParams({ q: query }).toString());
      await page.reload();
      await expect(field).toHaveValue(query);
      await expect(nameCell(0)).toContainText(`#${best?.id ?? 0}`);
    });

    await test.step('a click on a header sorts in its stead', async () => {
      await page.getByRole('columnheader', { name: /^Name/ }).click();
      await expect(field).toHaveValue('state = complete');
      await field.fill('id <= 100');
      await expect(page.getByText(/^\s*100 runs/)).toBeVisible();
    });

    await test.step('seeds of the same settings are found by themselves', async () => {
      await page.getByRole('button', { name: 'Group', exact: true }).click();
      await page.getByLabel('Group by').selectOption('settings');
      await page.getByLabel('Of numbers, show').selectOption('interval');
      await page.keyboard.press('Escape');
      await expect(page.getByText('20 groups')).toBeVisible();
      await expect(nameCell(0)).toContainText('5 runs');
      await expect(grid.locator('[data-row="0"]')).toContainText('±');
      await nameCell(0).click();
      await expect(nameCell(5)).toContainText('run ');
      await nameCell(0).press('ArrowLeft');
      await expect(nameCell(1)).toContainText('5 runs');
    });

    await test.step('what was done is undone and done again', async () => {
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+z');
      await expect(page.getByText('20 groups')).toBeHidden();
      await page.keyboard.press('Control+Shift+z');
      await expect(page.getByText('20 groups')).toBeVisible();
      await page.keyboard.press('Control+z');
    });

    await test.step('a pinned baseline shows how all others differ', async () => {
      await field.fill('id <= 100 order by id');
      await field.press('Escape');
      await expect(nameCell(0)).toContainText('#1');
      await nameCell(1).click();
      await page.keyboard.press('p');
      await expect(grid.getByText('Baseline').first()).toBeVisible();
      await expect(grid.locator('[data-row="0"]')).toContainText(/[+−]/);
      await page.getByRole('radio', { name: 'Percent' }).check({ force: true });
      await expect(grid.locator('[data-row="0"]')).toContainText('%');
    });

    await test.step('a name is edited where it stands, tags and experiment of many at once', async () => {
      await nameCell(2).click();
      await page.keyboard.press('F2');
      await page.keyboard.type('renamed here');
      await page.keyboard.press('Enter');
      await expect(nameCell(2)).toContainText('renamed here');
      await page.keyboard.press('Control+z');
      await expect(nameCell(2)).toContainText('run 3');
      await grid.getByRole('checkbox').nth(3).check();
      await grid.getByRole('checkbox').nth(4).check();
      await page.getByRole('button', { name: 'Move', exact: true }).click();
      await page.getByLabel('Experiment', { exact: true }).last().fill('Elsewhere');
      await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
      await expect
        .poll(async () => (await client.call('runs.list', { experiment: 'Elsewhere', limit: 0 })).total)
        .toBe(2);
      await page.getByRole('button', { name: 'Archive', exact: true }).click();
      await expect(page.getByText(/^\s*98 runs/)).toBeVisible();
      await page.keyboard.press('Control+z');
      await expect(page.getByText(/^\s*100 runs/)).toBeVisible();
    });

    await test.step('a view is kept by its name', async () => {
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByLabel('Save this view as').fill('First hundred');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Clear filter' }).click();
      await expect(page.getByText('10,000 runs')).toBeVisible();
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByRole('button', { name: 'First hundred', exact: true }).click();
      await expect(page.getByText(/^\s*100 runs/)).toBeVisible();
    });

    await test.step('everybody can use it', async () => {
      await page.evaluate(AxeBuilder.source);
      const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
      expect(
        found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' | ')}`),
      ).toEqual([]);
    });
    client.close();
  });
});
