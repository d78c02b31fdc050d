import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach } from '../../src-main/serve/attach.ts';
import { expect, open, test } from '../support/served-page.ts';

test('a sweep is created from the form, prunes, is cut off in the middle, and goes on with whole and unique trials', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=iris');
  await expect(page.getByText('Ready to start')).toBeVisible();
  await page.getByRole('button', { name: /^Vary Learning rate .* in a sweep$/ }).click();
  await expect(page.getByRole('dialog', { name: /^Vary Learning rate/ }).getByLabel('From')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sweep 1 setting' }).click();
  await page.getByLabel('Trials', { exact: true }).fill('24');
  await page.getByRole('button', { name: 'Start 24 trials' }).click();

  await expect(page).toHaveURL(/#\/sweeps\/1$/);
  const trials = page.getByRole('region', { name: 'Trials' });
  await expect(trials.getByText('Stopped early').first()).toBeVisible({ timeout: 60_000 });
  await serve.restart('kill');
  await page.goto(`${serve.current.address.url}/sweeps/1`);
  await expect(page.getByText('Interrupted', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByText('24 of 24 trials · 0 running')).toBeVisible({ timeout: 120_000 });

  await expect(page.getByRole('figure', { name: 'Best so far' })).toBeVisible();
  await expect(page.getByRole('figure', { name: 'All trials' })).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Parallel coordinates' })).toBeVisible();

  const client = await attach(serve.current.address);
  const { trialRows, best, state } = await client.call('sweeps.show', { sweep: 1 });
  client.close();
  expect(state).toBe('complete');
  expect(trialRows.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, number) => number));
  expect(new Set(trialRows.map(({ run }) => run)).size).toBe(24);
  expect(trialRows.filter(({ state: its }) => its === 'waiting' || its === 'running')).toEqual([]);
  expect(trialRows.some(({ state: its }) => its === 'pruned')).toBe(true);

  // From the best trial to its run, and back.
  await page.getByRole('link', { name: 'Open its run' }).click();
  await expect(page).toHaveURL(new RegExp(`#/runs/${best?.run ?? 0}`));
  await page.getByRole('link', { name: /^Trial \d+ of/ }).click();
  await expect(trials).toBeVisible();
});

test('trials are added by hand, excluded and extended on the page of a sweep', async ({ page, serve }) => {
  await open(page, serve.current, '/new?sample=iris');
  await expect(page.getByText('Ready to start')).toBeVisible();
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await page.getByRole('button', { name: 'Vary learning rate and batch size' }).click();
  await page.getByLabel('Trials', { exact: true }).fill('2');
  await page.getByRole('button', { name: 'Start 2 trials' }).click();
  await expect(page.getByText('2 of 2 trials · 0 running')).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add a trial' }).click();
  await page.getByRole('textbox', { name: 'Batch size' }).fill('20');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const trials = page.getByRole('region', { name: 'Trials' });
  await expect(trials.getByText('by hand')).toBeVisible();
  await expect(page.getByText('3 of 3 trials · 0 running')).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'What to do with trial 0' }).click();
  await page.getByRole('menuitem', { name: 'Exclude from the results' }).click();
  await expect(trials.getByText('excluded')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(trials.getByText('excluded')).toBeHidden();
  await page.keyboard.press('Control+Shift+z');
  await expect(trials.getByText('excluded')).toBeVisible();

  await page.getByRole('button', { name: 'Extend' }).click();
  await page.getByLabel('More trials').fill('1');
  await page.getByRole('dialog', { name: 'Extend' }).getByRole('button', { name: 'Extend' }).click();
  await expect(page.getByText('4 of 4 trials · 0 running')).toBeVisible({ timeout: 60_000 });

  await page.getByRole('link', { name: 'Sweeps' }).click();
  await expect(page.getByRole('row', { name: /iris .* Complete 4 of 4/ })).toBeVisible();
});

test('a command is swept only after its exact arguments were shown', async ({ page, serve, data }) => {
  const script = join(data, 'trial.mjs');
  writeFileSync(script, 'console.log(JSON.stringify({ score: Number(process.argv[2]) ** 2 }));');
  const spec = {
    name: 'squares',
    trials: 3,
    sampler: 'random',
    objective: { metric: 'score', direction: 'minimise' },
    command: { argv: [process.execPath, script, '{y}'], cwd: data },
    space: { x: { type: 'float', low: -1, high: 1 } },
  };
  await open(page, serve.current, '/sweeps');
  await page.getByRole('button', { name: 'Sweep a command' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sweep a command of yours' });
  const text = dialog.getByRole('textbox', { name: 'Sweep spec' });
  await text.fill(JSON.stringify(spec));
  await dialog.getByRole('button', { name: 'Check' }).click();
  await expect(dialog.getByText('{y} is no param of the space')).toBeVisible();
  await text.fill(JSON.stringify(spec).replace('{y}', '{x}'));
  await expect(dialog.getByRole('button', { name: 'Run it' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Check' }).click();
  await expect(dialog.getByRole('list', { name: 'Command' }).getByText(script)).toBeVisible();
  await dialog.getByRole('button', { name: 'Run it' }).click();
  await expect(page.getByText('3 of 3 trials · 0 running')).toBeVisible();
  await page.getByRole('button', { name: 'Trial', exact: false }).first().click();
  await expect(page.getByRole('dialog').getByText('{"score":')).toBeVisible();
});
