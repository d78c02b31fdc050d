/** The part of WebAssembly that Descent uses: TypeScript has its types only together with a browser's. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: SharedArrayBuffer;
  }
  /** Compiled; opaque. */
  type Module = object;
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function validate(binary: Uint8Array): boolean;
  function compile(binary: Uint8Array): Promise<Module>;
  function instantiate(
    module: Module,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<Instance>;
}
