import { expect, open, test } from '../support/served-page.ts';

test('a cross-validation is started from the form, averaged on its page, and reached from each of its runs', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=breast-cancer');
  await expect(page.getByText('Ready to start')).toBeVisible();
  await page.getByRole('button', { name: 'Start several' }).click();
  const choice = page.getByRole('dialog', { name: 'Start several' });
  await choice.getByLabel('Folds').fill('1');
  await expect(choice.getByText('A whole number from 2 to 100')).toBeVisible();
  await choice.getByLabel('Folds').fill('3');
  await choice.getByRole('button', { name: 'Start 3 runs' }).click();
  await expect(page.getByText('Cross-validation · 3 folds · complete')).toBeVisible({ timeout: 60_000 });
  const averages = page.getByRole('region', { name: 'Mean over the runs' });
  const accuracy = averages.getByRole('row', { name: /^Accuracy/ });
  await expect(accuracy).toContainText(/0\.9[5-9]\d+(± 0\.\d+|0\.\d+ – 1)/);
  await expect(averages.getByText('Nadeau and Bengio')).toBeVisible();
  const pooled = page.getByRole('region', { name: 'Confusion matrix of all held-out rows' });
  await expect(pooled.getByText('569 held-out rows')).toBeVisible();

  await page.getByRole('link', { name: 'breast-cancer · fold 2 of 3' }).click();
  await page.getByRole('tab', { name: 'Results' }).click();
  const figures = page.getByRole('region', { name: 'At the end' });
  await expect(figures.getByText('ROC AUC')).toBeVisible();
  await expect(figures).toContainText('of the class “malignant”');
  await expect(page.getByRole('figure', { name: 'ROC curve' })).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Reliability' })).toBeVisible();
  await page.getByRole('link', { name: 'Fold 2 of 3 of “breast-cancer”' }).click();
  await expect(averages).toBeVisible();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByText('3 runs moved to the trash')).toBeVisible();
});
