import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

/**
 * Compiles assembly/ to the two binaries that are kept beside this file, once for engines that have relaxed SIMD and
 * once for those with plain SIMD. Run it after every change there: node src-main/engine/tensor/kernels/build.ts
 */
const variants = { relaxed: ['simd', 'relaxed-simd'], simd: ['simd'] } as const;
export type KernelVariant = keyof typeof variants;

/** The binary of a variant, compiled from the sources. Throws with the compiler's words where they do not compile. */
export async function compileKernels(variant: KernelVariant): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'descent-kernels-'));
  const output = join(folder, 'kernels.wasm');
  try {
    const { error, stderr } = await asc.main([
      join(import.meta.dirname, 'assembly', 'index.ts'),
      ...['--outFile', output],
      ...['--optimizeLevel', '3', '--noAssert'],
      // No allocator of its own: the kernels work on the memory of TensorFlow.js.
      ...['--runtime', 'stub', '--importMemory', '--noExportMemory'],
      // Shared, so that several threads can work on it; as large as TensorFlow.js lets its own become.
      ...['--sharedMemory', '--initialMemory', '256', '--maximumMemory', '65536', '--enable', 'threads'],
      ...variants[variant].flatMap((feature) => ['--enable', feature]),
    ]);
    if (error !== null) throw new Error(`the kernels do not compile: ${error.message}\n${stderr.toString()}`);
    const binary = new Uint8Array(readFileSync(output));
    if (hasData(binary)) {
      throw new Error(
        'the kernels have a data section, which would overwrite the memory of TensorFlow.js: look for a table or a string',
      );
    }
    return binary;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Walks the sections of a WebAssembly module: an id, a length (LEB128), that many bytes. */
function hasData(binary: Uint8Array): boolean {
  for (let at = 8; at < binary.length;) {
    if (binary[at++] === 11) return true;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += length;
  }
  return false;
}

if (import.meta.main) {
  for (const variant of ['relaxed', 'simd'] as const) {
    writeFileSync(join(import.meta.dirname, `${variant}.wasm`), await compileKernels(variant));
  }
}
