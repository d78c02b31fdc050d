import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import { nativePackages, type NativeKind } from '../base/native-packages.ts';
import { diskFull, download, hashOf, type InstallProgress } from './download.ts';
import { configuredRegistry, type Registry } from './registry.ts';
import { unpack } from './unpack.ts';

/** TensorFlow's library as it is published for Python; its C interface is the one that the binding was written for. */
const wheels = {
  native: {
    name: 'tensorflow-cpu',
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  },
  cuda: {
    name: 'tensorflow',
    sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
  },
} as const;
const wheelVersion = '2.15.1';
const headers = {
  name: 'node-api-headers',
  version: '1.9.0',
  sha512: '2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
};
/** Of Node-API, that the binding is compiled for. */
const nodeApi = 8;

export interface BuildOptions {
  /** Where what was downloaded stays until all is done. */
  readonly work: string;
  /** The engine's folder, with its packages in `node_modules`. */
  readonly engine: string;
  readonly registry?: Registry;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: InstallProgress) => void;
}

/**
 * Compiles TensorFlow's binding for Node against its library out of the Python wheel, since no binaries are published
 * for versions of Node and TensorFlow that are current. Throws `conflict` for what is missing, by name and with what
 * to do, `storage_full`, and `invalid_input` for a library of other bytes than expected, which is deleted.
 */
export async function buildBinding(kind: NativeKind, options: BuildOptions): Promise<void> {
  const { work, engine, signal, progress, registry = configuredRegistry() } = options;
  const place: Place = { work, signal };
  await need('g++', ['--version'], 'a C++ compiler (g++)', 'g++', place);
  await need('python3', ['-m', 'pip', '--version'], "Python's pip", 'python3-pip', place);
  const tell = (what: string): void => progress?.({ what, bytes: 0, total: null });
  const headerArchive = join(work, 'node-api-headers.tgz');
  await download({
    ...registry.tarball(headers.name, headers.version),
    sha512: headers.sha512,
    path: headerArchive,
    ...(signal === undefined ? {} : { signal }),
  });
  const napi = join(work, headers.name);
  await unpack(headerArchive, napi, (path) => path.startsWith('include/'));
  tell(`${wheels[kind].name} ${wheelVersion}`);
  const wheel = await fetchWheel(kind, place);
  tell('unpacking TensorFlow');
  const package_ = join(engine, 'node_modules', nativePackages[kind]);
  const libraries = join(package_, 'deps', 'lib');
  const unpacked = join(work, 'wheel');
  await unpackWheel(wheel, unpacked, place);
  await mkdir(libraries, { recursive: true });
  for (const name of await readdir(join(unpacked, 'tensorflow'))) {
    if (name.startsWith('libtensorflow_'))
      await copyFile(join(unpacked, 'tensorflow', name), join(libraries, name));
  }
  tell('compiling');
  await compile(package_, libraries, [join(napi, 'include'), join(unpacked, 'tensorflow', 'include')], place);
  await writeShims(engine);
  await rm(unpacked, { recursive: true, force: true });
}

/** Where programs that are run here put what they need for a while, and what ends them. */
interface Place {
  readonly work: string;
  readonly signal: AbortSignal | undefined;
}

async function fetchWheel(kind: NativeKind, place: Place): Promise<string> {
  const { name, sha256 } = wheels[kind];
  const folder = join(place.work, 'wheels', kind);
  const found = async (): Promise<string | undefined> =>
    existsSync(folder) ? (await readdir(folder)).find((file) => file.endsWith('.whl')) : undefined;
  if ((await found()) === undefined) {
    // Its cache would hold half a gigabyte that nobody asked for.
    const args = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-cache-dir',
      '--no-deps',
      '--python-version',
      '3.11',
    ];
    const wanted = ['--only-binary=:all:', '--dest', folder, `${name}==${wheelVersion}`];
    const { code, errors } = await execute('python3', [...args, ...wanted], place);
    if (code !== 0) {
      throw new CodedError(
        'disconnected',
        `TensorFlow's library could not be downloaded by pip (${lastLine(errors)}). Check the connection and the index that pip is configured for, then install again.`,
      );
    }
  }
  const file = await found();
  if (file === undefined) throw new Error('pip has downloaded no wheel');
  const path = join(folder, file);
  if ((await hashOf(path, 'sha256', 'hex')) === sha256) return path;
  await rm(path, { force: true });
  throw new CodedError(
    'invalid_input',
    `pip gave another file than ${name} ${wheelVersion} as it was published (its SHA-256 differs), so nothing was installed. A mirror may have changed it: configure another index for pip, then install again.`,
  );
}

async function unpackWheel(wheel: string, folder: string, place: Place): Promise<void> {
  const script = `
import sys, zipfile
wanted = ('tensorflow/libtensorflow_', 'tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/ctstring', 'tensorflow/include/tsl/')
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;
  const { code, errors } = await execute('python3', ['-c', script, wheel, folder], place);
  if (code === 0) return;
  throw new CodedError(
    'conflict',
    `TensorFlow's wheel could not be unpacked (${lastLine(errors)}). Install again.`,
  );
}

async function compile(
  folder: string,
  libraries: string,
  includes: readonly string[],
  place: Place,
): Promise<void> {
  const source = join(folder, 'binding', 'tfjs_backend.cc');
  // All threads share one set of names in it, without a lock; each gets its own.
  const text = await readFile(source, 'utf8');
  await writeFile(
    source,
    text.replace(
      /^static std::set<std::string> ATTR_NAME_SET/m,
      'static thread_local std::set<std::string> ATTR_NAME_SET',
    ),
  );
  const output = join(folder, 'lib', `napi-v${nodeApi}`);
  await mkdir(output, { recursive: true });
  const { code, errors } = await execute(
    'g++',
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${nodeApi}`, `-I${folder}`],
      ...includes.map((include) => `-I${include}`),
      ...[source, join(folder, 'binding', 'tfjs_binding.cc'), '-o', join(output, 'tfjs_binding.node')],
      ...[`-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ],
    place,
  );
  if (code === 0) return;
  throw new CodedError('conflict', `TensorFlow's binding could not be compiled: ${firstError(errors)}`);
}

/** What the package imports beside TensorFlow.js' core, as far as an engine needs it. */
async function writeShims(engine: string): Promise<void> {
  const modules = join(engine, 'node_modules');
  const shims: Readonly<Record<string, string>> = {
    '@tensorflow/tfjs': `module.exports = { ...require('@tensorflow/tfjs-core'), version: {}, CustomCallback: class {}, Callback: class {}, registerCallbackConstructor: () => undefined };`,
    '@mapbox/node-pre-gyp': `const { dirname, join } = require('node:path');
exports.find = (file) => join(dirname(file), 'lib', 'napi-v${nodeApi}', 'tfjs_binding.node');`,
    progress: 'module.exports = class {};',
  };
  for (const [name, source] of Object.entries(shims)) {
    await mkdir(join(modules, name), { recursive: true });
    await writeFile(join(modules, name, 'package.json'), `{ "name": "${name}", "main": "index.js" }\n`);
    await writeFile(join(modules, name, 'index.js'), `${source}\n`);
  }
}

async function need(
  command: string,
  args: readonly string[],
  what: string,
  debian: string,
  place: Place,
): Promise<void> {
  const { code } = await execute(command, args, place);
  if (code === 0) return;
  throw new CodedError(
    'conflict',
    `To install this engine, ${what} is needed, and it is not there. On Debian and Ubuntu: apt install ${debian}. Then install again.`,
  );
}

/** Runs a program to its end. Throws `cancelled`, and `storage_full` where that is why it failed. */
async function execute(
  command: string,
  args: readonly string[],
  { work, signal }: Place,
): Promise<{ readonly code: number; readonly errors: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; errors: string }>();
  const child = spawn(command, [...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // What a program leaves behind when it is ended goes with this folder.
    env: { ...process.env, TMPDIR: work, LC_ALL: 'C' },
    ...(signal === undefined ? {} : { signal }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-20_000);
  });
  child.once('error', (thrown) => {
    if (signal?.aborted === true) reject(new CodedError('cancelled', 'The installation was cancelled.'));
    else resolve({ code: -1, errors: thrown.message });
  });
  child.once('close', (code) => resolve({ code: code ?? -1, errors }));
  const ended = await promise;
  if (ended.code !== 0 && /No space left on device|Disk quota exceeded/.test(ended.errors))
    throw diskFull(work);
  return ended;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function firstError(text: string): string {
  return text.split('\n').find((line) => /error/i.test(line)) ?? lastLine(text);
}
