/** Resolves with the first signal that asks this process to end; a second one ends it at once. */
export function whenAskedToEnd(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      for (const again of ['SIGINT', 'SIGTERM'] as const) process.on(again, () => process.exit(130));
      resolve(signal);
    });
  }
  return promise;
}

/** Calls back at the first Ctrl+C or SIGTERM; a second one ends the process at once. Gives a function that forgets it. */
export function onInterrupt(listener: () => void): () => void {
  let asked = false;
  const interrupt = (): void => {
    if (asked) process.exit(130);
    asked = true;
    listener();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
}
