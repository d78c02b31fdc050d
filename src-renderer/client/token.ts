/**
 * The name under which the token survives a reload and serves the other tabs of this browser. It is of this address
 * and this start of the server only: a later start has another token, and mostly another port.
 */
const storageKey = 'descent.token';

/**
 * Takes the token out of `#token=…`, so that it stays neither in the address bar nor in the history, and keeps
 * it for reloads. The rest of the fragment, if any, is the route: `#token=abc/runs/12` opens run 12.
 */
export function takeToken(
  fragment: string,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  replaceFragment: (fragment: string) => void,
): string | null {
  // A link that somebody put the token on once more still is that link.
  const match = /^#token=([\w-]+)(?:#token=[\w-]+)?(\/.*)?$/.exec(fragment);
  if (match?.[1] === undefined) return storage.getItem(storageKey);
  storage.setItem(storageKey, match[1]);
  replaceFragment(`#${match[2] ?? '/'}`);
  return match[1];
}
