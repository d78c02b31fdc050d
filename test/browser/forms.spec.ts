import type { Locator, Page } from '@playwright/test';
import type { ServeProcess } from '../support/serve-process.ts';
import { parts, preprocessingKinds, textKinds, type PartName } from '../../src-renderer/state/spec-fields.ts';
import { expect, open, test } from '../support/served-page.ts';

const partNames = Object.keys(parts) as PartName[];

/** The document in the JSON panel. */
async function written(page: Page): Promise<Record<string, unknown>> {
  const text = await page.getByRole('textbox', { name: 'Spec as JSON' }).inputValue();
  // The window writes an object.
  return JSON.parse(text) as Record<string, unknown>;
}

/** Nothing of a kind's form is broken: it explains itself, draws its formulas, and every field has a name. */
async function checkForm(form: Locator, kind: string): Promise<void> {
  await expect(form.getByRole('link', { name: /^More in the guide/ }), kind).not.toHaveCount(0);
  for (const field of await form.locator('input:visible, select:visible').all()) {
    await expect(field, `a field of ${kind}`).toHaveAccessibleName(/\S/);
  }
}

function watchErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  return errors;
}

async function openForm(
  page: Page,
  serve: { readonly current: ServeProcess },
  sample: string,
): Promise<void> {
  await open(page, serve.current, `/new?sample=${sample}`);
  await expect(page.getByText('Ready to start')).toBeVisible();
}

for (const part of partNames) {
  test(`every kind of ${part} can be chosen, is explained, and stands in the JSON`, async ({
    page,
    serve,
  }) => {
    const errors = watchErrors(page);
    await openForm(page, serve, 'digits-mlp');
    const choice = page.locator(`#kind-${part}`);
    const form = page.locator('section', { has: choice });
    for (const { kind, formulas } of parts[part]) {
      await choice.selectOption(kind);
      await checkForm(form, kind);
      await expect(form.locator('math'), kind).toHaveCount(formulas?.length ?? 0);
      expect(await written(page)).toMatchObject({ [part]: { kind } });
    }
    expect(errors).toEqual([]);
  });
}

for (const [what, sample, kinds] of [
  ['table', 'wine', preprocessingKinds.filter(({ kind }) => !textKinds.some((text) => text.kind === kind))],
  ['text', 'tang-poems', textKinds],
] as const) {
  test(`every step for a ${what} can be added, is explained, and is taken out again`, async ({
    page,
    serve,
  }) => {
    const errors = watchErrors(page);
    await openForm(page, serve, sample);
    const region = page.getByRole('region', { name: 'Preprocessing' });
    const before = (await written(page))['preprocessing'] as readonly unknown[];
    for (const item of await offered(page, region)) {
      await region.getByRole('button', { name: 'Add a step' }).click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
      const steps = (await written(page))['preprocessing'] as readonly { readonly step: string }[];
      const added = steps.at(-1);
      expect(kinds.map(({ kind }) => kind)).toContain(added?.step);
      const entry = region.locator('ol > li').last();
      await checkForm(entry, item);
      await entry.getByRole('button', { name: /^Remove/ }).click();
    }
    expect((await written(page))['preprocessing']).toEqual(before);
    expect(errors).toEqual([]);
  });
}

/** Names of the steps that the menu offers. */
async function offered(page: Page, region: Locator): Promise<readonly string[]> {
  await region.getByRole('button', { name: 'Add a step' }).click();
  const items = await page.getByRole('menuitem').allInnerTexts();
  await page.keyboard.press('Escape');
  expect(items.length).toBeGreaterThan(2);
  return items.map((item) => item.trim());
}
