import { describe, expect, it, vi } from 'vitest';
import { isOwnOrigin } from '../../src-main/electron/page/origin.ts';
import { ruleSession, type RulableSession } from '../../src-main/electron/page/session-rules.ts';

const permissions = [
  'geolocation',
  'media',
  'notifications',
  'midi',
  'midiSysex',
  'clipboard-read',
  'deprecated-sync-clipboard-read',
  'hid',
  'serial',
  'usb',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'pointerLock',
  'openExternal',
  'idle-detection',
  'storage-access',
  'persistent-storage',
  'loopback-network',
  'unknown',
];

describe('a session', () => {
  it.each(permissions)('denies %s at the request and at the check', (permission) => {
    const { request, check } = rule();
    expect([request(permission), check(permission)]).toEqual([false, false]);
  });

  it('lets its own page write to the clipboard', () => {
    const { request, check } = rule();
    expect([request('clipboard-sanitized-write'), check('clipboard-sanitized-write')]).toEqual([true, true]);
  });

  it('lets no other page write to the clipboard, and no frame', () => {
    const { request, check } = rule();
    const permission = 'clipboard-sanitized-write';
    expect([
      request(permission, { requestingUrl: 'https://evil.example/', isMainFrame: true }),
      request(permission, { requestingUrl: 'app://descent/', isMainFrame: false }),
      request(permission, {}),
      check(permission, 'https://evil.example'),
      check(permission, ''),
    ]).toEqual([false, false, false, false, false]);
  });

  it('gives out no device and no screen', () => {
    const { ruled } = rule();
    const device = ruled.setDevicePermissionHandler.mock.calls[0]?.[0];
    const screen = vi.fn();
    ruled.setDisplayMediaRequestHandler.mock.calls[0]?.[0](null, screen);
    expect([device?.(), screen.mock.calls]).toEqual([false, [[null]]]);
  });

  it('checks no spelling, for which it would fetch a dictionary', () => {
    expect(rule().ruled.setSpellCheckerEnabled.mock.calls).toEqual([[false]]);
  });

  it.each([
    ['https://example.org/', true],
    ['http://127.0.0.1:9222/json', true],
    ['ws://127.0.0.1:1/', true],
    ['wss://example.org/', true],
    ['file:///etc/passwd', true],
    ['ftp://example.org/', true],
    ['app://other/x', true],
    ['not an address', true],
    ['app://descent/assets/main.js', false],
    ['blob:app://descent/1', false],
    ['data:image/png;base64,', false],
  ])('for a request of %s has the answer cancel = %s', (url, cancel) => {
    expect(rule().load(url)).toEqual({ cancel });
  });
});

function rule() {
  const ruled = {
    setPermissionRequestHandler: vi.fn<RulableSession['setPermissionRequestHandler']>(),
    setPermissionCheckHandler: vi.fn<RulableSession['setPermissionCheckHandler']>(),
    setDevicePermissionHandler: vi.fn<RulableSession['setDevicePermissionHandler']>(),
    setDisplayMediaRequestHandler: vi.fn<RulableSession['setDisplayMediaRequestHandler']>(),
    setSpellCheckerEnabled: vi.fn<RulableSession['setSpellCheckerEnabled']>(),
    webRequest: { onBeforeRequest: vi.fn<RulableSession['webRequest']['onBeforeRequest']>() },
  };
  ruleSession(ruled, { isOwn: isOwnOrigin, mayLoad: () => false });
  const own = { requestingUrl: 'app://descent/', isMainFrame: true };
  return {
    ruled,
    request: (permission: string, details: { requestingUrl?: string; isMainFrame?: boolean } = own) => {
      const answer = vi.fn();
      ruled.setPermissionRequestHandler.mock.calls[0]?.[0](null, permission, answer, details);
      return answer.mock.calls[0]?.[0];
    },
    check: (permission: string, origin = 'app://descent') =>
      ruled.setPermissionCheckHandler.mock.calls[0]?.[0](null, permission, origin),
    load: (url: string) => {
      const answer = vi.fn();
      ruled.webRequest.onBeforeRequest.mock.calls[0]?.[0]({ url }, answer);
      return answer.mock.calls[0]?.[0];
    },
  };
}
