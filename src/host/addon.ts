/** Finds and loads the compiled native code, and says what to do where it cannot be loaded. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.js';
import type { NativeAddon } from './native.js';

export class AddonLoadError extends UsageError {}

/** What loading depends on; tests replace it. */
export interface AddonSource {
  platform: string;
  arch: string;
  /** Package root: where `native/` and `build/` are. */
  root: string;
  /** Paths of the addon, the first that exists wins. */
  candidates: readonly string[];
  require: (path: string) => unknown;
}

// A record, so that the compiler asks for every function that is added to the interface.
const functionNames: Record<keyof NativeAddon, true> = {
  registry: true,
  inspectHost: true,
  counterEvents: true,
  startBank: true,
  startBoot: true,
  startPrograms: true,
  assembleProgram: true,
  probeProgram: true,
  labMeans: true,
  startLab: true,
  startCopies: true,
  createBatch: true,
  probeWrites: true,
  replayBytes: true,
  describeRole: true,
};

const elfMachines = new Map([
  [3, 'x86'],
  [40, 'ARM'],
  [62, 'x86-64'],
  [183, 'AArch64'],
  [243, 'RISC-V'],
]);

const addonFile = 'kvm_mmu_bench.node';

// Both src/host/ and dist/host/ are two levels below the package root.
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

function addonSource(): AddonSource {
  return {
    platform: process.platform,
    arch: process.arch,
    root: packageRoot,
    candidates: ['Release', 'Debug'].map((kind) => join(packageRoot, 'build', kind, addonFile)),
    require: createRequire(import.meta.url),
  };
}

/** Node keeps loaded addons itself: calling this again is cheap and gives the same object. */
export function loadAddon(): NativeAddon {
  return loadAddonFrom(addonSource());
}

/** The built addon's file, or null where there is none. */
export function addonPath(source: AddonSource = addonSource()): string | null {
  return source.candidates.find((path) => existsSync(path)) ?? null;
}

export function loadAddonFrom(source: AddonSource): NativeAddon {
  const { platform, arch, root } = source;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new AddonLoadError(
      `measuring needs x86-64 Linux, this is ${platform}-${arch}: run this command on an x86-64 Linux host`,
    );
  }
  const failures: string[] = [];
  for (const path of source.candidates) {
    const result = tryLoad(path, source.require);
    if (typeof result !== 'string') return result;
    failures.push(`${path}: ${result}`);
  }
  // Not `npm rebuild`: npm refuses it where a policy blocks install scripts, a likely cause of this.
  const remedy = `build it with: node "${join(root, 'native', 'build.mjs')}"`;
  throw new AddonLoadError(
    `cannot load the native addon ${addonFile}: ${failures.join('; ')}; ${remedy}`,
  );
}

/** The addon, or why it cannot be used. */
function tryLoad(path: string, load: AddonSource['require']): NativeAddon | string {
  if (!existsSync(path)) return 'not found';
  let loaded: unknown;
  try {
    loaded = load(path);
  } catch (error) {
    return wrongFormat(path) ?? oneLine(error, path);
  }
  if (isAddon(loaded)) return loaded;
  return `older than this source, lacks ${missingFunctions(loaded).join(', ')}`;
}

function missingFunctions(loaded: unknown): string[] {
  const members: object = typeof loaded === 'object' && loaded !== null ? loaded : {};
  return Object.keys(functionNames).filter(
    (name) => typeof Reflect.get(members, name) !== 'function',
  );
}

function isAddon(loaded: unknown): loaded is NativeAddon {
  return missingFunctions(loaded).length === 0;
}

/** What the file's header says against this process: dlopen's own text is vaguer. */
function wrongFormat(path: string): string | null {
  const header = readStart(path, 20);
  if (header === null) return null;
  if (header.toString('latin1', 0, 4) !== '\x7fELF') return 'not an ELF file';
  const machine = header.readUInt16LE(18);
  if (machine === 62) return null;
  const name = elfMachines.get(machine) ?? `ELF machine ${machine}`;
  return `built for ${name}, this process is x86-64`;
}

/** The file's first bytes, null where it cannot be read: then dlopen has said why. */
function readStart(path: string, bytes: number): Buffer | null {
  const buffer = Buffer.alloc(bytes);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, buffer, 0, bytes, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
  return buffer;
}

/** Node's message without the path, which stands before it already. */
function oneLine(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(`${path}: `, '').replace(/\s+/g, ' ').trim();
}
