import { externalLink } from './external-link.ts';

interface Navigation {
  readonly url: string;
  readonly isMainFrame?: boolean;
  preventDefault(): void;
}

/** The part of WebContents that is locked. */
export interface LockableContents {
  on(
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    listener: (details: Navigation) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void;
}

export interface NavigationLock {
  /** Whether an address is the window's own page. */
  readonly isAllowed: (url: string) => boolean;
  readonly openExternal: (url: string) => void;
}

/**
 * Keeps contents on the window's own page: nothing navigates away, no frame, no redirect, no new window, no webview.
 * A link that leads to an https address opens in the system's browser.
 */
export function lockNavigation(
  contents: LockableContents,
  { isAllowed, openExternal }: NavigationLock,
): void {
  const leave = (url: string): void => {
    const link = externalLink(url);
    if (link !== null) openExternal(link);
  };
  const refuse = (details: Navigation): boolean => {
    if (isAllowed(details.url)) return false;
    details.preventDefault();
    return true;
  };
  contents.on('will-navigate', (details) => {
    if (refuse(details)) leave(details.url);
  });
  contents.on('will-frame-navigate', (details) => void refuse(details));
  contents.on('will-redirect', (details) => void refuse(details));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    leave(url);
    return { action: 'deny' };
  });
}
