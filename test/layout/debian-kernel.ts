/** A Debian kernel's package, taken apart: its vmlinux, and the kvm module. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { KVM_MMU_BENCH_KERNELS } = process.env;
/** With linux-image-*.deb. */
export const PACKAGES = KVM_MMU_BENCH_KERNELS ?? '/var/cache/apt/archives';

export function kernelPackages(): string[] {
  const names = existsSync(PACKAGES) ? readdirSync(PACKAGES) : [];
  return names.filter((name) => /^linux-image-\d.*-amd64_.*\.deb$/.test(name)).sort();
}

/** By the first bytes of what is in a kernel's image. */
const UNPACKERS: readonly [magic: string, command: string][] = [
  ['28b52ffd', 'zstd'],
  ['02214c18', 'lz4'],
  ['1f8b', 'gzip'],
  ['fd377a585a', 'xz'],
];

/** Commands that are needed and not there. */
export function missingUnpackers(): string[] {
  return ['dpkg-deb', ...UNPACKERS.map(([, command]) => command)].filter(
    (command) => spawnSync(command, ['--version']).error !== undefined,
  );
}

export interface DebianKernel {
  release: string;
  vmlinux: string;
  kvmModule: string;
}

/** @param folder for its files, which are some 200 MiB */
export function unpackKernel(name: string, folder: string): DebianKernel {
  execFileSync('dpkg-deb', ['-x', join(PACKAGES, name), folder]);
  const boot = join(folder, 'boot');
  const image = readdirSync(boot).find((each) => each.startsWith('vmlinuz-'));
  if (image === undefined) throw new Error(`no kernel in ${name}`);
  const release = image.replace('vmlinuz-', '');
  const vmlinux = join(folder, 'vmlinux');
  writeFileSync(vmlinux, unpackedImage(readFileSync(join(boot, image))));
  const roots = ['lib', 'usr/lib'].map((each) => join(folder, each, 'modules', release));
  const modules = roots
    .map((root) => join(root, 'kernel/arch/x86/kvm'))
    .find((each) => existsSync(each));
  if (modules === undefined) throw new Error(`no kvm module in ${name}`);
  const kvmModule = join(modules, 'kvm.ko');
  if (!existsSync(kvmModule)) execFileSync('xz', ['-dk', `${kvmModule}.xz`]);
  return { release, vmlinux, kvmModule };
}

/** The boot protocol's header says where the packed kernel is; behind it is its length. */
function unpackedImage(image: Buffer): Buffer {
  const start = (image.readUInt8(0x1f1) + 1) * 512 + image.readUInt32LE(0x248);
  const payload = image.subarray(start, start + image.readUInt32LE(0x24c) - 4);
  const head = payload.toString('hex', 0, 8);
  const [, command] = UNPACKERS.find(([magic]) => head.startsWith(magic)) ?? [];
  if (command === undefined) throw new Error(`a kernel packed otherwise: ${head}`);
  return execFileSync(command, ['-dc'], { input: payload, maxBuffer: 1024 ** 3 });
}
