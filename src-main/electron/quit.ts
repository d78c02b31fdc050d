export interface QuitOptions {
  /** Runs in progress that would end with this process. */
  readonly running: () => number;
  /** Asks the user; true means quit. */
  readonly ask: (running: number) => Promise<boolean>;
  /** Checkpoints, writes and frees everything. */
  readonly close: () => Promise<void>;
  /** Ends the process; called exactly once. */
  readonly exit: (code: 0 | 1) => void;
}

export interface Quit {
  /** For the app's `before-quit`: holds it up until everything is closed. */
  beforeQuit(event: { preventDefault(): void }): void;
  /** Signals and the system's shutdown wait for no answer. */
  withoutAsking(): void;
}

/** Ends the app in order: asks where runs are in progress, then closes the core, then exits. */
export function createQuit({ running, ask, close, exit }: QuitOptions): Quit {
  let state: 'open' | 'asking' | 'closing' = 'open';
  const finish = (): void => {
    if (state === 'closing') return;
    state = 'closing';
    close().then(
      () => exit(0),
      () => exit(1),
    );
  };
  const askFirst = async (count: number): Promise<void> => {
    state = 'asking';
    // A dialog that cannot be shown must not keep the app alive for ever.
    const agreed = await ask(count).catch(() => true);
    if (state !== 'asking') return;
    state = 'open';
    if (agreed) finish();
  };
  return {
    beforeQuit: (event) => {
      event.preventDefault();
      if (state !== 'open') return;
      const count = running();
      if (count === 0) finish();
      else void askFirst(count);
    },
    withoutAsking: finish,
  };
}
