/**
 * Does something that takes a while, never twice at once: asked for while it runs, it is done once more afterwards.
 * Asking over and over would overtake every answer that takes longer than the pause between questions.
 */
export function oneAtATime(run: () => Promise<unknown>): () => void {
  let running = false;
  let again = false;
  const begin = async (): Promise<void> => {
    running = true;
    again = false;
    try {
      await run();
    } finally {
      running = false;
    }
    if (again) void begin();
  };
  return () => {
    if (running) again = true;
    else void begin();
  };
}
