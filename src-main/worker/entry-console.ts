/**
 * Lines that code in this worker prints (TensorFlow.js warns on the console) go to the run they belong to instead
 * of to the program's own output, which scripts read.
 */
export function captureConsole(tell: (stream: 'out' | 'err', text: string) => void): void {
  for (const [name, stream] of [
    ['stdout', 'out'],
    ['stderr', 'err'],
  ] as const) {
    let rest = '';
    const write = (chunk: unknown): boolean => {
      const lines = (
        rest + (chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : String(chunk))
      ).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(stream, line);
      return true;
    };
    // The overloads of `write` also take an encoding and a callback, which console never passes.
    process[name].write = write as typeof process.stdout.write;
  }
}
