/** Debian's own kernels, as their packages have them. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { readLayoutFromBtf } from '../../src/layout/btf.js';
import { kvmRoleOf } from '../../src/layout/kvm-roles.js';
import type { LayoutField } from '../../src/layout/types.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { kernelPackages, missingUnpackers, PACKAGES, unpackKernel } from './debian-kernel.js';

const folder = temporaryFolder();
const HINT =
  `no linux-image-*-amd64_*.deb in ${PACKAGES}: apt-get download linux-image-6.1.0-56-cloud-amd64, ` +
  'and give its folder with KVM_MMU_BENCH_KERNELS';

it('there are packages to try', ({ skip }) => {
  skip(kernelPackages().length === 0, HINT);
});

describe.each(kernelPackages())('%s', (name) => {
  it('agrees with its module, and with what is built in', { timeout: 120_000 }, ({ skip }) => {
    const missing = missingUnpackers();
    skip(missing.length > 0, `to unpack it: apt-get install ${missing.join(' ')}`);
    skip(addonPath() === null, "the addon is missing: 'npm run install' builds it");
    const registry = loadAddon().registry();
    const at = join(folder, name);
    const { release, vmlinux, kvmModule } = unpackKernel(name, at);
    const request = { roleOf: kvmRoleOf(registry), kernel: release };
    const fromKernel = readLayoutFromBtf({ ...request, file: vmlinux });
    const fromModule = readLayoutFromBtf({ ...request, file: kvmModule, base: vmlinux });
    rmSync(at, { recursive: true });
    expect(fromModule.layout.fields).toEqual(fromKernel.layout.fields);
    expect(fromModule.notes).toEqual([]);
    const version = `v${/^\d+\.\d+/.exec(release)?.[0]}`;
    const builtIn = registry.layouts.find((layout) => layout.name === version);
    if (builtIn === undefined) return skip(`no built-in layout of ${version} to compare with`);
    expect(placesOf(fromKernel.layout)).toEqual(placesOf(builtIn));
    expect(fromKernel.layout).toMatchObject({
      ...{ sizeBytes: builtIn.sizeBytes, phase: builtIn.phase },
      ...{ rootMmuOffset: builtIn.rootMmuOffset, kernel: release },
    });
  });
});

function placesOf({
  fields,
}: {
  fields: readonly Pick<LayoutField, 'name' | 'offset' | 'sizeBytes'>[];
}) {
  return fields.map(({ name, offset, sizeBytes }) => [name, offset, sizeBytes]);
}
