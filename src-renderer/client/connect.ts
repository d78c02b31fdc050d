import { contractProtocol } from '#contract/version.ts';
import type { Connection } from './connection.ts';
import { connectBridge, type PreloadBridge } from './preload-bridge.ts';
import { takeToken } from './token.ts';
import { connectWebSocket, type WebSocketLike } from './web-socket.ts';

declare global {
  interface Window {
    readonly descent?: PreloadBridge;
  }
}

/** The way to the core: the desktop app's preload bridge where there is one, else the WebSocket of `serve`. */
export function connect(window: Window): Connection {
  if (window.descent !== undefined) return connectBridge(window.descent);
  const token = takeToken(window.location.hash, window.localStorage, (fragment) =>
    window.history.replaceState(null, '', fragment),
  );
  const url = new URL('/rpc', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  const connection = connectWebSocket(token, {
    // The DOM's socket fits; its event handlers merely declare more than we read.
    open: (secret) => new WebSocket(url, [`descent.${secret}`, contractProtocol]) as unknown as WebSocketLike,
    reachable: async () => {
      try {
        return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).ok;
      } catch {
        return false;
      }
    },
    wait: (milliseconds, then) => {
      const timer = setTimeout(then, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener('online', () => connection.retry());
  // The link of a newer start, opened in a tab that has the page already.
  window.addEventListener('hashchange', () => {
    if (window.location.hash.startsWith('#token=')) window.location.reload();
  });
  return connection;
}
