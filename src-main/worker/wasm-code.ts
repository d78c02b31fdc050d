import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 keep the code of WebAssembly that it replaced by faster code, some hundred kilobytes, before the first thread
 * computes with it. Taking it away while other threads come and go ends the whole process now and then with "Check
 * failed: jit_page_->allocations_.erase(addr) == 1" (https://github.com/nodejs/node/issues/64500).
 */
export function keepWasmCode(): void {
  setFlagsFromString('--no-wasm-code-gc');
}
