import { parseUrl } from './origin.ts';

/**
 * The address to hand to the system's browser, or null. Only `https:` without user info: every other scheme starts
 * some program with what a page wrote (CVE-2018-1000006 and its kin), and `user@host` hides where a link leads.
 */
export function externalLink(address: string): string | null {
  // Spaces and controls around an address are dropped by parsers, each in its own way.
  if (!/^https:\/\/[^\s\\]+$/i.test(address)) return null;
  const url = parseUrl(address);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  return url.href;
}
