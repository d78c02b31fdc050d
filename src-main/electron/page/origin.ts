/** The window's own scheme: an origin that no file and no site can have. */
export const appScheme = 'app';
const appHost = 'descent';
export const appUrl = `${appScheme}://${appHost}/`;

/** Whether an address belongs to the window's own origin. Parsed, since a prefix can be that of another host. */
export function isOwnOrigin(address: string): boolean {
  const url = parseUrl(address);
  return (
    url !== null &&
    url.protocol === `${appScheme}:` &&
    url.host === appHost &&
    url.username === '' &&
    url.password === ''
  );
}

/** Whether an address is the window's one page, with whatever route in its fragment. */
export function isOwnPage(address: string): boolean {
  const url = parseUrl(address);
  return url !== null && isOwnOrigin(address) && ['/', '/index.html'].includes(url.pathname);
}

/** Null for what is not an address. */
export function parseUrl(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}
