import { attach } from '../../src-main/serve/attach.ts';
import { chart, waitUntilComplete } from '../support/flows.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

const digits = sampleSpec('digits-mlp');
/** Learns nothing at this rate, of which nothing is wrong but that. */
const slow = {
  ...digits,
  epochs: 12,
  optimizer: { ...digits.optimizer, learningRate: 0.000003 },
  checkpoints: { last: 2, best: 1, everySteps: 40, keep: 20 },
};

/** So slow that it would learn nothing in as many steps either. */
const endless = { ...slow, epochs: 3000, optimizer: { ...digits.optimizer, learningRate: 0.00000003 } };

test('what is ill about a run is shown with its evidence, and one click makes a branch with the fix', async ({
  page,
  serve,
}) => {
  const client = await attach(serve.current.address);
  const { run } = await client.call('runs.start', { spec: slow });
  await open(page, serve.current, `/runs/${run}`);
  await waitUntilComplete(page);
  const card = page.getByRole('region', { name: 'Training doctor' });
  const finding = card.getByRole('article', { name: 'Learning rate too low' });

  await test.step('the card says what was found, when, by which numbers, and what helps', async () => {
    await expect(finding).toContainText(/Step \d+/);
    await expect(finding).toContainText('a step changes no layer by more than');
    await expect(finding).toContainText('Raise the learning rate');
    await expect(finding).toContainText('Optimizer · Learning rate η 0.000003 → 0.0003');
  });

  await test.step('the chart marks the step, and its tooltip says why', async () => {
    const [{ step } = { step: 0 }] = (await client.call('runs.show', { run })).findings;
    const plot = chart(page, 'Loss').locator('canvas').first();
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the chart is not shown');
    const pin = chart(page, 'Loss').getByRole('button', { name: /^Branch from step/ });
    const places = await pin.evaluateAll((all) =>
      all.map((one) => ({
        step: Number(/(\d+)$/.exec(one.getAttribute('aria-label') ?? '')?.[1]),
        x: one.getBoundingClientRect().x + one.getBoundingClientRect().width / 2,
      })),
    );
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) throw new Error('no checkpoint is marked');
    const perStep = (last.x - first.x) / (last.step - first.step);
    await page.mouse.move(first.x + (step - first.step) * perStep, box.y + box.height / 2);
    await expect(chart(page, 'Loss')).toContainText('The learning rate is too low');
  });

  await test.step('the branch begins with the fix and learns', async () => {
    await finding.getByRole('button', { name: /Branch with the fix from step \d+/ }).click();
    const dialog = page.getByRole('dialog', { name: `Branch of run #${run}` });
    await expect(dialog.getByRole('textbox', { name: 'Optimizer · Learning rate η' })).toHaveValue('0.0003');
    await expect(dialog).toContainText('One setting is changed.');
    await dialog.getByRole('button', { name: 'Start the branch' }).click();
    await expect(page).toHaveURL(/#\/runs\/2/);
    await waitUntilComplete(page);
    await expect(page.getByRole('link', { name: /branch of #1 at step/ })).toBeVisible();
    await expect(card).toContainText('Nothing found. Watched: Divergence');
  });
  client.close();
});

test('a run that trains is mended by one click, and the doctor says when that was', async ({
  page,
  serve,
}) => {
  const client = await attach(serve.current.address);
  const { run } = await client.call('runs.start', { spec: endless });
  await open(page, serve.current, `/runs/${run}`);
  const card = page.getByRole('region', { name: 'Training doctor' });
  await card.getByRole('button', { name: 'Change it now' }).click();
  await expect(page.getByText(/Changed after step [\d,]+\./)).toBeVisible();
  await expect(card.getByRole('article', { name: 'Learning rate too low' })).toContainText(
    /gone at step [\d,]+/,
  );
  await client.call('runs.stop', { run });
  client.close();
});

test('a finding that no branch can mend begins a new run with other settings', async ({ page, serve }) => {
  const client = await attach(serve.current.address);
  const { run } = await client.call('runs.start', {
    spec: { ...digits, optimizer: { ...digits.optimizer, learningRate: 0.5 } },
  });
  client.close();
  await open(page, serve.current, `/runs/${run}`);
  await waitUntilComplete(page);
  const finding = page.getByRole('article', { name: 'Dead units' });
  await expect(finding).toContainText('relu → leakyRelu');
  await finding.getByRole('button', { name: 'New run with the fix' }).click();
  await expect(page).toHaveURL(/#\/new/);
  // Far below the rate at which they died.
  await expect(page.getByRole('textbox', { name: 'Learning rate η' })).toHaveValue(/^0\.0/);
  await expect(page.getByRole('combobox', { name: 'Training doctor' })).toBeVisible();
});
