import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addLayout } from '../../src/cli/commands/layout.js';
import { loadAddon } from '../../src/host/addon.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import { layoutFileSchema, writeLayoutFile } from '../../src/layout/files/layout-file.js';
import type { Layout } from '../../src/layout/types.js';
import { skipWithoutAddon } from './command.js';
import { runHere } from './in-process.js';
import { temporaryFolder } from './temporary-folder.js';

beforeEach(skipWithoutAddon);

const folder = temporaryFolder();
const check = (...args: string[]) => runHere(addLayout, ['layout', 'check', ...args]);

const checked = z.object({
  same: z.boolean(),
  ...{ expected: layoutFileSchema, found: layoutFileSchema },
  struct: z.array(z.object({ what: z.string() })),
  fields: z.array(z.object({ name: z.string(), changes: z.array(z.string()) })),
});

/** The built-in v6.12 as a file of some kernel, changed. */
function fileOf(
  kernel: string | null,
  change: (layout: Layout) => Layout = (same) => same,
): string {
  const found = builtInLayouts(loadAddon().registry()).find(({ name }) => name === 'v6.12');
  if (found === undefined) throw new Error('no layout v6.12');
  const path = join(folder, `${kernel ?? 'none'}.json`);
  writeLayoutFile(path, { ...change(found), name: 'mine', kernel });
  return path;
}

const removed = ({ fields, ...layout }: Layout): Layout => ({
  ...layout,
  fields: fields.flatMap((field) =>
    field.name === 'root' ? [] : [field.name === 'cpu_role' ? { ...field, sizeBytes: 4 } : field],
  ),
});

describe('layout check', () => {
  it('ends with 0 where the struct is that of its version, though the kernel is newer', async () => {
    const { code, stdout, stderr } = await check(fileOf('6.13.2'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^mine \(kernel 6\.13\.2\) is as built-in v6\.12\n/);
  });

  it('ends with 1 where it differs, and names each difference', async () => {
    const path = fileOf('6.12.9', removed);
    const { code, stdout, stderr } = await check(path);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^mine \(kernel 6\.12\.9\) differs from built-in v6\.12\n/);
    expect(stdout).toMatch(/^root +48\+16 +- +removed$/m);
    expect(stdout).toMatch(/^cpu_role +64\+8 +64\+4 +resized by -4$/m);
    const json = await check(path, '--json');
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(checked.parse(JSON.parse(json.stdout))).toMatchObject({
      ...{ same: false, expected: { name: 'v6.12' }, found: { name: 'mine' }, struct: [] },
      fields: [
        { name: 'root', changes: ['removed'] },
        { name: 'cpu_role', changes: ['resized'] },
      ],
    });
  });

  it('compares with the layout that is named', async () => {
    const { code, stdout } = await check(fileOf(null), '--against', 'v6.18');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^mirror_root_hpa +64\+8 +- +removed$/m);
  });

  it('ends with 2 where no layout is meant, with one line on stderr', async () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{');
    for (const [args, message] of [
      [[fileOf(null)], 'layout "mine" does not say its kernel'],
      [[fileOf('4.19.0')], 'no built-in layout is as old as kernel "4.19.0", the oldest is v5.16'],
      [[fileOf('6.12.1'), '--against', 'v6.21'], 'unknown layout "v6.21": did you mean v6.1'],
      [[broken], 'broken.json is truncated: its JSON ends at byte 1'],
    ] as const) {
      const { code, stdout, stderr } = await check(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
      expect(stderr).toContain(message);
    }
  });
});

/** Without BTF, without KVM, or older than every built-in layout. */
const NOT_HERE = /shows no BTF|has no struct kvm_mmu|no built-in layout is as old/;

describe('layout check live', () => {
  it('compares the running kernel’s struct, and is what is checked where none is named', async ({
    skip,
  }) => {
    const { code, stdout, stderr } = await check('live', '--json');
    skip(NOT_HERE.test(stderr), `no kvm_mmu of the running kernel: ${stderr.trim()}`);
    const { same, found, struct, fields } = checked.parse(JSON.parse(stdout));
    expect(code).toBe(same ? 0 : 1);
    expect(struct.length + fields.length === 0).toBe(same);
    expect(found.name).toBe('live');
    expect(found.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['page_fault', 'get_guest_pgd', 'pae_root', 'pdptrs']),
    );
    expect((await check('--json')).stdout).toBe(stdout);
  });
});
