import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { waitUntilComplete } from '../support/flows.ts';
import { expect, open, test } from '../support/served-page.ts';

const side = 8;
const perClass = 20;

/** A bar across or down on a dark ground, brighter from one image to the next. */
function pixels(isAcross: boolean, index: number): Uint8Array {
  return Uint8Array.from({ length: side * side }, (_, at) => {
    const place = isAcross ? Math.floor(at / side) : at % side;
    return place === 2 + (index % 4) ? 200 + index : (at * 7 + index) % 40;
  });
}

function png(values: Uint8Array): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), content]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Array.from({ length: side }, (_, row) =>
    Buffer.concat([Buffer.of(0), values.subarray(row * side, (row + 1) * side)]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const content = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', content),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const folder = mkdtempSync(join(tmpdir(), 'descent-images-'));
const images = Array.from({ length: 2 * perClass }, (_, index) => pixels(index % 2 === 0, index));

test.beforeAll(() => {
  for (const [index, values] of images.entries()) {
    const className = index % 2 === 0 ? 'across' : 'down';
    mkdirSync(join(folder, 'bars', className), { recursive: true });
    writeFileSync(join(folder, 'bars', className, `${index}.png`), png(values));
  }
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, images.length, 0, 0, 0, side, 0, 0, 0, side]);
  writeFileSync(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(Buffer.concat([header, ...images])));
  const labels = Buffer.from(images.map((_, index) => index % 2));
  const labelHeader = Buffer.from([0, 0, 8, 1, 0, 0, 0, images.length]);
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), Buffer.concat([labelHeader, labels]));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function trainFrom(page: Page, path: string): Promise<void> {
  await page.getByLabel('Or the path of a file on this computer').fill(path);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByText('Ready to start')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Spec as JSON' })).toHaveValue(/"kind": "cnn"/);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await waitUntilComplete(page);
}

/** What was chosen is described, proposed for, trained and predicts. */
async function trainAndPredict(page: Page, name: string): Promise<void> {
  await expect(page.getByText('Ready to start')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Spec as JSON' })).toHaveValue(/"kind": "stored"/);
  await expect(page.getByRole('textbox', { name: 'Spec as JSON' })).toHaveValue(/"kind": "cnn"/);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await waitUntilComplete(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await page.getByRole('tab', { name: 'Predict' }).click();
  await expect(page.getByText('Drop an image here')).toBeVisible();
}

test('a folder of PNG images is chosen in the window, kept, and trained', async ({ page, serve }) => {
  await open(page, serve.current, '/new');
  await page.getByLabel('Choose a folder of images').setInputFiles(join(folder, 'bars'));
  await trainAndPredict(page, 'bars');
});

test('images and labels of MNIST’s kind are chosen in the window together, and trained', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new');
  await page
    .locator('input[type="file"][multiple]')
    .first()
    .setInputFiles([join(folder, 'train-images-idx3-ubyte.gz'), join(folder, 'train-labels-idx1-ubyte')]);
  await trainAndPredict(page, 'train-images');
});

test('a folder of PNG images by class is opened by its path and trained', async ({ page, serve }) => {
  await open(page, serve.current, '/new');
  await trainFrom(page, join(folder, 'bars'));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('bars');
});

test('MNIST’s kind of file is trained with the labels beside it', async ({ page, serve }) => {
  await open(page, serve.current, '/new');
  await trainFrom(page, join(folder, 'train-images-idx3-ubyte.gz'));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('train-images');
});

test('the Data page shows images, their classes and more of them', async ({ page, serve }) => {
  await open(page, serve.current, `/data/${encodeURIComponent(`file:${join(folder, 'bars')}`)}`);
  await expect(page.getByRole('region', { name: 'Classes of label' })).toContainText('across');
  await expect(page.getByRole('list', { name: 'Images' }).getByRole('listitem')).toHaveCount(20);
  await page.getByRole('button', { name: 'Later rows' }).click();
  await expect(page.getByText('21 – 40 of 40')).toBeVisible();
});
