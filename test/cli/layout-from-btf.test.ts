import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addFromBtf } from '../../src/cli/commands/layout/from-btf.js';
import { KERNEL_BTF } from '../../src/layout/btf/open.js';
import { readLayoutFile } from '../../src/layout/files/layout-file.js';
import { displayWidth } from '../../src/report/text.js';
import { BTF_FIXTURES } from '../layout/btf-fixtures.js';
import { skipWithoutAddon } from './command.js';
import { runHere } from './in-process.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const KVM = `${BTF_FIXTURES}kvm.btf`;
const KERNEL = `${BTF_FIXTURES}kernel.btf`;
const MODULE = `${BTF_FIXTURES}module.btf`;

const fromBtf = (...args: string[]) => runHere(addFromBtf, ['from-btf', ...args]);

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('layout from-btf', () => {
  beforeEach(skipWithoutAddon);

  it("prints KVM's struct, a row a field, and where it is", async () => {
    const { code, stdout, stderr } = await fromBtf(KVM, '--kernel', '6.18.0');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('struct kvm_mmu of 6.18.0');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '384 bytes in 19 fields, on 7 cache lines at phase 40 root_mmu is 680 bytes into kvm_vcpu',
    );
    const cells = lines.map((line) => line.trim().split(/\s{2,}/));
    expect(cells).toContainEqual(['field', 'offset', 'bytes', 'role', 'line']);
    expect(cells).toContainEqual(['inject_page_fault', '24', '8', 'constant', '1']);
    expect(cells).toContainEqual(['shadow_zero_check', '176', '88', 'zero-check', '3-4']);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('--json prints a layout file, as --output writes it', async () => {
    const output = join(folder, 'kvm.json');
    const { code, stdout, stderr } = await fromBtf(
      ...[MODULE, '--base', KERNEL, '--name', 'mine', '--json', '-o', output],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: `kvm-mmu-bench: wrote ${output}\n` });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(output, 'utf8')));
    const layout = readLayoutFile(output);
    expect(layout).toMatchObject({
      ...{ name: 'mine', kernel: null, sizeBytes: 384, phase: 40, rootMmuOffset: 680 },
    });
    expect(layout.fields).toHaveLength(19);
    expect(layout.fields[8]).toEqual({
      ...{ name: 'cpu_role', offset: 72, sizeBytes: 8, role: 'role-dependent', alignment: 8 },
    });
  });

  it('reads the running kernel, where it shows its BTF', async ({ skip }) => {
    skip(!existsSync(KERNEL_BTF), `${KERNEL_BTF} is missing: a kernel with CONFIG_DEBUG_INFO_BTF`);
    const { code, stdout } = await fromBtf('--struct', 'list_head', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ name: 'list_head', sizeBytes: 16, phase: 0, rootMmuOffset: null },
      fields: [
        { name: 'next', offset: 0, sizeBytes: 8, role: 'untouched' },
        { name: 'prev', offset: 8, sizeBytes: 8, role: 'untouched' },
      ],
    });
  });

  it('says on stderr what it had to assume', async () => {
    const { code, stderr } = await fromBtf(KVM, '--base', KERNEL, '--json');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `kvm-mmu-bench: ${KVM} builds on no other BTF: --base was not needed\n`,
    });
  });
});

describe('layout from-btf --struct', () => {
  const args = [KVM, '--struct', 'rsvd_bits_validate'];

  it('takes roles and values from --writes, and the phase from --container', async () => {
    const writes = file(
      'writes.json',
      '{"fields": {"bad_mt_xwr": {"role": "constant", "value": -1}, "rsvd_bits_mask": "metadata"}}',
    );
    const { code, stdout } = await fromBtf(
      ...[...args, '--writes', writes, '--container', 'kvm_mmu.guest_rsvd_check'],
    );
    expect(code).toBe(0);
    const cells = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(stdout).toContain('88 bytes in 2 fields, on 2 cache lines at phase 8');
    expect(cells).toContainEqual(['rsvd_bits_mask', '0', '80', 'metadata', '0-1']);
    expect(cells).toContainEqual(['bad_mt_xwr', '80', '8', 'constant', '1', '-1']);
  });

  it('takes a field of KVM apart where a member of it is written', async () => {
    const writes = file('hpa.json', '{"fields": {"root.hpa": "constant"}}');
    const { code, stdout } = await fromBtf(KVM, '--writes', writes);
    expect(code).toBe(0);
    const cells = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(cells).toContainEqual(['root.hpa', '56', '8', 'constant', '1']);
    expect(cells).toContainEqual(['root.pgd', '48', '8', 'root', '1']);
  });

  it('refuses values that no layout file has', async () => {
    const writes = file(
      'wide.json',
      '{"fields": {"bad_mt_xwr": {"role": "constant", "value": 3e9}}}',
    );
    const { code, stdout, stderr } = await fromBtf(...args, '--writes', writes, '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^kvm-mmu-bench: "rsvd_bits_validate" makes no layout file: .*"bad_mt_xwr": value 3000000000 /,
    );
  });

  it('--list prints all there are', async () => {
    const { stdout } = await fromBtf(KVM, '--list');
    expect(stdout).toBe(
      'kvm_mmu  384\nkvm_mmu_root_info  16\nkvm_vcpu  4096\nkvm_vcpu_arch  2048\nrsvd_bits_validate  88\n',
    );
    const { stdout: json } = await fromBtf(MODULE, '--base', KERNEL, '--list', '--json');
    expect(JSON.parse(json)).toContainEqual({ name: 'kvm_mmu', sizeBytes: 384 });
  });
});

describe('layout from-btf ends with 2 and one line', () => {
  const damaged = file('damaged.btf', '\x9f');
  writeFileSync(damaged, readFileSync(KVM).subarray(0, 1000));

  it.each<[string, string[], RegExp]>([
    ['of no file', ['/nowhere/vmlinux'], /cannot read \/nowhere\/vmlinux: no such file/],
    ['of a folder', [folder], /cannot read .*: it is a folder/],
    ['of damaged BTF', [damaged], /damaged.btf: byte \d+ of its BTF: a section of \d+ bytes/],
    [
      'of a struct that is not there',
      [KVM, '--struct', 'kvm_vcpus'],
      /unknown struct "kvm_vcpus": did you mean kvm_vcpu\?.*layout from-btf .*kvm.btf --list/,
    ],
    ['of a kernel without KVM', [KERNEL], /kernel.btf has no struct kvm_mmu: .* kvm.ko --base/],
    [
      'of no write set',
      [KVM, '--struct', 'kvm_vcpu', '--writes', '/nowhere.json'],
      /cannot read \/nowhere.json: no such file/,
    ],
    ['of a struct without a name', [KVM, '--struct', ''], /--struct "": expected the name of a/],
    ['of all structs into a file', [KVM, '--list', '-o', 'x'], /--list .*: leave out --output/],
    ['of all structs, and of one', [KVM, '--list', '--struct', 'a'], /leave out --struct/],
    ['that it writes to', [damaged, '-o', damaged], /cannot write .*damaged.btf: it is/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await fromBtf(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
