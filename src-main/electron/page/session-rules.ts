/** The part of a session that is ruled. */
export interface RulableSession {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      callback: (granted: boolean) => void,
      details: { readonly requestingUrl?: string; readonly isMainFrame?: boolean },
    ) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (contents: unknown, permission: string, requestingOrigin: string) => boolean,
  ): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setDisplayMediaRequestHandler(handler: (request: unknown, callback: (streams: null) => void) => void): void;
  setSpellCheckerEnabled(enabled: boolean): void;
  readonly webRequest: {
    onBeforeRequest(
      listener: (
        details: { readonly url: string },
        callback: (response: { readonly cancel: boolean }) => void,
      ) => void,
    ): void;
  };
}

export interface SessionRules {
  readonly isOwn: (url: string) => boolean;
  /** What the window may load besides its own files: the server of `npm run dev`, else nothing. */
  readonly mayLoad: (url: string) => boolean;
}

/** Copying a text by a button of the window; reading the clipboard stays refused. */
const grantable = 'clipboard-sanitized-write';
const localSchemes: readonly string[] = ['blob:', 'data:'];

/**
 * Denies every permission in a session, by both handlers since most web APIs check before they request, and cancels
 * every request that would leave this machine. The dictionaries of a spell checker would be downloaded, so it is off.
 */
export function ruleSession(session: RulableSession, { isOwn, mayLoad }: SessionRules): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(permission === grantable && details.isMainFrame === true && isOwn(details.requestingUrl ?? ''));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => permission === grantable && isOwn(requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const local = URL.canParse(url) && localSchemes.includes(new URL(url).protocol);
    callback({ cancel: !local && !isOwn(url) && !mayLoad(url) });
  });
}
