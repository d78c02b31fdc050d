import type { Locator, Page } from '@playwright/test';
import type { RunDetail } from '#contract/run.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { chart, stateOf } from '../support/flows.ts';
import type { ServeProcess } from '../support/serve-process.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

/** Longer than anybody looks. */
const endless = { ...sampleSpec('iris'), epochs: 10_000_000 };

async function start(serve: ServeProcess, spec: ReturnType<typeof sampleSpec>): Promise<number> {
  const client = await attach(serve.address);
  try {
    return (await client.call('runs.start', { spec })).run;
  } finally {
    client.close();
  }
}

async function show(serve: ServeProcess, run: number): Promise<RunDetail> {
  const client = await attach(serve.address);
  try {
    return await client.call('runs.show', { run });
  } finally {
    client.close();
  }
}

const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Change while it runs' });
const rate = (page: Page): Locator => panel(page).getByRole('textbox', { name: 'Learning rate η' });
const apply = (page: Page): Locator => panel(page).getByRole('button', { name: 'Apply from the next step' });
const marks = (page: Page): Locator =>
  chart(page, 'Loss').getByRole('button', { name: /^Changed after step/ });

async function change(page: Page, value: string): Promise<void> {
  await rate(page).fill(value);
  await expect(panel(page)).toContainText('One change');
  await apply(page).click();
  await expect(panel(page).getByRole('listitem').first()).toContainText(value);
}

test('the learning rate changes while a run trains, is marked, taken back, and survives a reload and a crash', async ({
  page,
  serve,
}) => {
  const run = await start(serve.current, endless);
  await open(page, serve.current, `/runs/${run}`);
  await expect(chart(page, 'Loss')).toContainText('Training');
  await page.getByRole('button', { name: 'Change…' }).click();

  await test.step('what does not fit is said as it is typed, and cannot be applied', async () => {
    await rate(page).fill('-1');
    await expect(panel(page)).toContainText('has to be above 0');
    await expect(apply(page)).toBeDisabled();
    await rate(page).fill('0.1');
    await panel(page).getByRole('textbox', { name: 'Batch size' }).fill('9999');
    await expect(panel(page)).toContainText('larger than the 120 training rows');
    await panel(page).getByRole('button', { name: 'Put back' }).click();
    await expect(rate(page)).toHaveValue('0.05');
  });

  await test.step('what fits holds from the next step on, and its mark leads to it', async () => {
    await change(page, '0.002');
    await expect(panel(page).getByRole('listitem')).toContainText(
      'Optimizer · Learning rate η: 0.05 → 0.002',
    );
    await marks(page).click();
    await page.getByRole('button', { name: 'Show the change' }).click();
    await expect(panel(page).locator('[data-place="0"]')).toHaveClass(/chosen/);
  });

  await test.step('a reload in the middle shows the same', async () => {
    await page.reload();
    await expect(stateOf(page)).toHaveText(/Running/);
    await page.getByRole('button', { name: 'Change…' }).click();
    await expect(rate(page)).toHaveValue('0.002');
    await expect(marks(page)).toBeVisible();
  });

  await test.step('what is taken back is gone from the chart, and the run goes on', async () => {
    const { edits } = await show(serve.current, run);
    const step = edits[0]?.step ?? -1;
    await panel(page)
      .getByRole('button', { name: /^Take back/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Take this change back?' });
    await expect(dialog).toContainText('steps that were trained since are given up');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect(panel(page)).toContainText('Nothing was changed yet.');
    await expect(marks(page)).toHaveCount(0);
    await expect(rate(page)).toHaveValue('0.05');
    await expect(stateOf(page)).toHaveText(/Running/);
    await expect
      .poll(async () => (await show(serve.current, run)).metrics['batch/loss']?.lastStep ?? 0)
      .toBeGreaterThan(step);
  });

  await test.step('after a crash it is resumed with what was changed', async () => {
    await change(page, '0.004');
    const { edits } = await show(serve.current, run);
    await serve.restart('kill');
    await open(page, serve.current, `/runs/${run}`);
    await expect(stateOf(page)).toHaveText(/Interrupted/);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(stateOf(page)).toHaveText(/Running/);
    await page.getByRole('button', { name: 'Change…' }).click();
    await expect(rate(page)).toHaveValue('0.004');
    // Beside that of the resume, which may be too near to stand alone.
    const together = chart(page, 'Loss').getByRole('button', { name: /^\d+ events$/ });
    await marks(page).or(together).last().click();
    await expect(page.getByText(/^Changed after step .*0\.004/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('A training was interrupted')).toBeHidden();
    expect((await show(serve.current, run)).edits).toEqual(edits);
  });

  await test.step('it stops once its epoch is over', async () => {
    await page.getByRole('button', { name: 'Other ways to stop' }).click();
    await page.getByRole('menuitem', { name: 'Stop after this epoch' }).click();
    await expect(stateOf(page)).toHaveText(/Stopped/);
    await expect(page.getByText(/^Stopped after step .*, with its epoch/)).toBeVisible();
  });
});

test('a paused run takes changes, too', async ({ page, serve }) => {
  const run = await start(serve.current, endless);
  await open(page, serve.current, `/runs/${run}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(stateOf(page)).toHaveText(/Paused/);
  await page.getByRole('button', { name: 'Change…' }).click();
  await change(page, '0.003');
  await panel(page).getByRole('switch', { name: 'Early stopping' }).click();
  await panel(page).getByRole('textbox', { name: 'Patience, in evaluations' }).fill('1000000');
  await apply(page).click();
  await expect(panel(page).getByRole('listitem')).toHaveCount(2);
  await expect(stateOf(page)).toHaveText(/Paused/);
});

test('a budget is weighed before the start, made to fit by one click, and said when it ends the run', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=iris');
  await page.getByRole('switch', { name: 'Budget' }).click();
  const budget = page.getByRole('region', { name: 'Budget' });
  await budget.getByRole('textbox', { name: 'Epochs' }).fill('7');
  const plan = page.getByRole('region', { name: 'Plan' });
  await expect(plan).toContainText('The budget of epochs ends it after about step 56 of 800');
  await plan.getByRole('button', { name: 'Raise it to 100' }).click();
  await expect(plan).not.toContainText('The budget of');
  await budget.getByRole('textbox', { name: 'Epochs' }).fill('5');
  await expect(plan.getByRole('button', { name: 'Train for 5 epochs' })).toBeVisible();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Complete/);
  await expect(page.getByText('its budget of epochs was used up: 5 of 5')).toBeVisible();
});
