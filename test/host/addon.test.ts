import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AddonLoadError,
  type AddonSource,
  addonPath,
  loadAddon,
  loadAddonFrom,
} from '../../src/host/addon.js';

let root: string;
let release: string;
let debug: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-addon-'));
  release = join(root, 'build', 'Release', 'kvm_mmu_bench.node');
  debug = join(root, 'build', 'Debug', 'kvm_mmu_bench.node');
});
afterEach(() => rmSync(root, { recursive: true }));

function source(changes: Partial<AddonSource> = {}): AddonSource {
  const require = createRequire(import.meta.url);
  return {
    platform: 'linux',
    arch: 'x64',
    root,
    candidates: [release, debug],
    require,
    ...changes,
  };
}

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The message of the failure, checked to be the one line that the CLI prints. */
function failure(changes: Partial<AddonSource> = {}): string {
  try {
    loadAddonFrom(source(changes));
  } catch (error) {
    if (!(error instanceof AddonLoadError)) throw error;
    expect(error.message).not.toContain('\n');
    return error.message;
  }
  throw new Error('the addon loaded, expected an AddonLoadError');
}

/** A 64-bit little-endian shared object's header, without what should follow it. */
function elfHeader(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(machine, 18);
  header.writeUInt32LE(1, 20);
  return header;
}

const functions = [
  'registry',
  'inspectHost',
  'startBank',
  'counterEvents',
  'startBoot',
  'startPrograms',
  'assembleProgram',
  'probeProgram',
  'labMeans',
  'startLab',
  'startCopies',
  'createBatch',
  'probeWrites',
  'replayBytes',
  'describeRole',
];

function fakeAddon(names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, () => null]));
}

describe('a missing addon', () => {
  it('names every path tried and the command that builds it', () => {
    const message = failure();
    expect(message).toContain(`${release}: not found; ${debug}: not found; `);
    expect(message).toContain(`build it with: node "${join(root, 'native', 'build.mjs')}"`);
    expect(addonPath(source())).toBeNull();
  });
});

describe('a file that cannot be loaded', () => {
  it('is no ELF file', () => {
    put(release, 'version https://git-lfs.github.com/spec/v1\n');
    expect(failure()).toContain(`${release}: not an ELF file; ${debug}: not found`);
  });

  it('is empty', () => {
    put(release, '');
    expect(failure()).toContain(`${release}: not an ELF file`);
  });

  it.each([
    [183, 'AArch64'],
    [258, 'ELF machine 258'],
  ])('is for ELF machine %i', (machine, name) => {
    put(release, elfHeader(machine));
    expect(failure()).toContain(`${release}: built for ${name}, this process is x86-64`);
  });

  it.runIf(process.platform === 'linux')('is cut short: the reason is the one of dlopen', () => {
    put(release, elfHeader(62).subarray(0, 32));
    const message = failure();
    expect(message).toContain(`${release}: file too short; ${debug}: not found`);
    expect(message.split(release)).toHaveLength(2);
  });

  it('is a folder', () => {
    mkdirSync(release, { recursive: true });
    expect(failure()).toContain(`${release}: `);
  });

  it('is for another Node: the message is kept, on one line', () => {
    put(release, elfHeader(62));
    const require = (): never => {
      throw new Error('was compiled against a different\nNode.js version');
    };
    expect(failure({ require })).toContain('compiled against a different Node.js version');
  });

  it('is of an older build', () => {
    put(release, elfHeader(62));
    const require = () => fakeAddon(functions.filter((name) => name !== 'startBoot'));
    expect(failure({ require })).toContain(`${release}: older than this source, lacks startBoot`);
  });
});

describe('another platform', () => {
  it.each([
    ['darwin', 'arm64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
  ])('%s-%s cannot measure, and no file is looked for', (platform, arch) => {
    const message = failure({ platform, arch });
    expect(message).toContain(`measuring needs x86-64 Linux, this is ${platform}-${arch}`);
    expect(message).not.toContain('not found');
  });
});

describe('an addon that loads', () => {
  it('comes from the release build before the debug build', () => {
    put(debug, elfHeader(62));
    const loaded: string[] = [];
    const require = (path: string) => {
      loaded.push(path);
      return fakeAddon(functions);
    };
    loadAddonFrom(source({ require }));
    put(release, elfHeader(62));
    loadAddonFrom(source({ require }));
    expect(loaded).toEqual([debug, release]);
    expect(addonPath(source())).toBe(release);
  });

  it('is the debug build where the release build is broken', () => {
    put(release, 'broken');
    put(debug, elfHeader(62));
    const addon = fakeAddon(functions);
    const real = createRequire(import.meta.url);
    const require = (path: string): unknown => (path === debug ? addon : real(path));
    expect(loadAddonFrom(source({ require }))).toBe(addon);
  });

  it('is the built one, the same object each time', (context) => {
    context.skip(
      addonPath() === null,
      "build/Release/kvm_mmu_bench.node is missing: 'npm run install' builds it, on x86-64 Linux only",
    );
    const addon = loadAddon();
    expect(loadAddon()).toBe(addon);
    expect(addon.registry().baseline).toBe('field-by-field');
  });
});
