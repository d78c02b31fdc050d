/**
 * Dawn looks after its device whenever it is asked to, and asks Node for that by `setImmediate`. Whoever takes what it
 * hands there can look after the device too, and so wait for the GPU within one turn of the event loop, which the
 * standard has no way for.
 */
export interface DeviceEvents {
  /** Returns as soon as `isDone` says so, looking after the device meanwhile. */
  waitUntil(isDone: () => boolean): void;
}

/** A short wait costs nothing but the processor; a longer one leaves the processor to others. */
const busyLooks = 200;
const sleepMs = 0.05;

let latest: (() => void) | null = null;
let watching = false;

/** To be called before Dawn opens anything in this thread. */
export function watchDeviceEvents(): DeviceEvents {
  if (!watching) {
    watching = true;
    const original = globalThis.setImmediate;
    const taking = (callback: (...values: unknown[]) => void, ...values: unknown[]): NodeJS.Immediate => {
      if (isNative(callback)) latest = callback;
      return original(callback, ...values);
    };
    // What else hangs on Node's function, such as its promised form, stays.
    globalThis.setImmediate = Object.assign(taking, original);
  }
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  return {
    waitUntil: (isDone) => {
      for (let looks = 0; !isDone(); looks++) {
        if (latest === null) throw new Error('the device does not say how it is looked after');
        latest();
        if (looks > busyLooks && !isDone()) Atomics.wait(sleeper, 0, 0, sleepMs);
      }
    },
  };
}

/** Functions of JavaScript show their source; Dawn's is of C++. */
function isNative(callback: unknown): callback is () => void {
  return (
    typeof callback === 'function' && Function.prototype.toString.call(callback).endsWith('{ [native code] }')
  );
}
