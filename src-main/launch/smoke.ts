import { attach } from '../serve/attach.ts';
import type { ServeAddress } from './serve-child.ts';

/** Proves that a served app can be used: its page is there and a call is answered. Rejects with what is not. */
export async function proveServed(address: ServeAddress): Promise<void> {
  const page = await fetch(new URL('/', address.url));
  if (page.status !== 200) throw new Error(`the page was answered with HTTP ${page.status}`);
  const html = await page.text();
  const script = /<script[^>]+src="([^"]+)"/.exec(html)?.[1];
  if (script === undefined) throw new Error('the page loads no script');
  const answer = await fetch(new URL(script, address.url), { method: 'HEAD' });
  if (answer.status !== 200) throw new Error(`${script} was answered with HTTP ${answer.status}`);
  const client = await attach(address);
  try {
    await client.call('system.info', {});
  } finally {
    client.close();
  }
}
