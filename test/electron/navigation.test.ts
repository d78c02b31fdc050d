import { describe, expect, it, vi } from 'vitest';
import { externalLink } from '../../src-main/electron/page/external-link.ts';
import { lockNavigation } from '../../src-main/electron/page/navigation.ts';
import { isOwnPage } from '../../src-main/electron/page/origin.ts';

describe('navigation', () => {
  const away = [
    'https://evil.example/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'app://other/',
    'about:blank',
  ];
  const events = ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const;

  it.each(events.flatMap((event) => away.map((url) => [event, url] as const)))(
    'is refused by %s to %s',
    (event, url) => {
      expect(lock().navigate(event, url)).toBe('refused');
    },
  );

  it.each(events)('is let through by %s to the window’s own page', (event) => {
    expect(lock().navigate(event, 'app://descent/#/runs')).toBe('let through');
  });

  it('opens no window, whatever asks for one', () => {
    const { openWindow } = lock();
    for (const url of ['about:blank', 'javascript:alert(1)', 'app://descent/', 'https://evil.example/']) {
      expect(openWindow(url)).toEqual({ action: 'deny' });
    }
  });

  it('attaches no webview', () => {
    expect(lock().navigate('will-attach-webview', '')).toBe('refused');
  });

  it('hands an https link to the system’s browser, from a link as from a new window', () => {
    const { navigate, openWindow, openExternal } = lock();
    navigate('will-navigate', 'https://example.org/a?b=1#c');
    openWindow('https://example.org/d');
    expect(openExternal.mock.calls).toEqual([['https://example.org/a?b=1#c'], ['https://example.org/d']]);
  });

  it('hands on nothing from a frame or a redirect', () => {
    const { navigate, openExternal } = lock();
    navigate('will-frame-navigate', 'https://example.org/');
    navigate('will-redirect', 'https://example.org/');
    expect(openExternal).not.toHaveBeenCalled();
  });
});

describe('an external link', () => {
  it.each([
    'file:///etc/passwd',
    'smb://host/share',
    'ms-msdt:/id PCWDiagnostic',
    'search-ms:query=x',
    'vbscript:msgbox(1)',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@example.org',
    'http://example.org/',
    '\\\\host\\share',
    '//example.org/',
    ' https://example.org/',
    'https://example.org/ x',
    'https://example.org/\n',
    'https:\\\\example.org',
    'https:example.org',
    'https://',
    'https://user@example.org/',
    'https://user:word@example.org/',
    'https://example.org\\@evil.example/',
    'xhttps://example.org/',
    '',
  ])('is not %j', (address) => {
    expect(externalLink(address)).toBeNull();
  });

  it('is an https address, in whatever case its scheme is written', () => {
    expect(externalLink('HTTPS://Example.org/Path')).toBe('https://example.org/Path');
  });
});

describe('the window’s own page', () => {
  it.each([
    'app://descent.evil.example/',
    'app://descent@evil.example/',
    'app://evil.example/app://descent/',
    'app://descent/assets/main.js',
    'https://descent/',
    'descent',
    '',
  ])('is not %j', (address) => {
    expect(isOwnPage(address)).toBe(false);
  });

  it.each(['app://descent/', 'app://descent/index.html', 'app://descent/#/compare?runs=1,2'])(
    'is %j',
    (address) => {
      expect(isOwnPage(address)).toBe(true);
    },
  );
});

type Handler = (details: { url: string; preventDefault(): void }) => void;

/** Locks a double of WebContents. */
function lock() {
  const handlers = new Map<string, Handler>();
  const openExternal = vi.fn();
  let openWindow: (details: { url: string }) => unknown = () => undefined;
  lockNavigation(
    {
      on: (event: string, listener: Handler) => handlers.set(event, listener),
      setWindowOpenHandler: (handler) => void (openWindow = handler),
    },
    { isAllowed: isOwnPage, openExternal },
  );
  return {
    openExternal,
    openWindow: (url: string) => openWindow({ url }),
    navigate: (event: string, url: string) => {
      const preventDefault = vi.fn();
      handlers.get(event)?.({ url, preventDefault });
      return preventDefault.mock.calls.length > 0 ? 'refused' : 'let through';
    },
  };
}
