import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addLayout } from '../../src/cli/commands/layout.js';
import { loadAddon } from '../../src/host/addon.js';
import { layoutFileSchema } from '../../src/layout/files/layout-file.js';
import { displayWidth } from '../../src/report/text.js';
import { layoutFile } from '../layout/support/layout-documents.js';
import { run, skipWithoutAddon } from './command.js';
import { runHere } from './in-process.js';
import { temporaryFolder } from './temporary-folder.js';

beforeEach(skipWithoutAddon);

const folder = temporaryFolder();
const EXAMPLE = 'examples/layouts/v5.16-reordered.json';

const lineNumbers = z.array(z.int());
const shown = z.strictObject({
  layout: layoutFileSchema,
  origin: z.looseObject({ kind: z.string() }),
  ...{ path: z.literal('tdp'), guest: z.literal('unpaged'), baseline: z.string() },
  notes: z.array(z.string()),
  skipped: z.array(z.strictObject({ strategy: z.string(), reason: z.string() })),
  strategies: z.array(
    z.strictObject({
      strategy: z.string(),
      ranges: z.array(z.tuple([z.int(), z.int()])),
      bytes: z.int(),
      lines: lineNumbers,
      compared: z.strictObject({ spared: lineNumbers, added: lineNumbers }).nullable(),
    }),
  ),
  lines: z.array(
    z.strictObject({
      line: z.int(),
      offset: z.int(),
      segments: z.array(
        z.strictObject({
          kind: z.enum(['field', 'hole', 'vcpu']),
          ...{ from: z.int(), bytes: z.int(), continued: z.boolean() },
          field: z.string().nullable(),
        }),
      ),
    }),
  ),
});

async function document(...args: string[]) {
  const { code, stdout, stderr } = await runHere(addLayout, ['layout', 'show', ...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return shown.parse(JSON.parse(stdout));
}

describe('layout show --json', () => {
  it('is one document: the struct, its lines, who writes which of them', async () => {
    const { layout, origin, lines, strategies, baseline } = await document('v5.16');
    const compiled = loadAddon()
      .registry()
      .layouts.find(({ name }) => name === 'v5.16');
    expect(origin).toEqual({ kind: 'built-in' });
    expect(layout).toMatchObject({ name: 'v5.16', sizeBytes: 400, phase: 40, rootMmuOffset: 680 });
    expect(layout.fields.map(({ name }) => name)).toEqual(compiled?.fields.map(({ name }) => name));
    expect(lines).toHaveLength(7);
    expect(lines[0]?.segments[0]).toMatchObject({ kind: 'vcpu', from: 0, bytes: 40 });
    const lineOf = (name: string) => strategies.find(({ strategy }) => strategy === name);
    expect(lineOf(baseline)).toMatchObject({ bytes: 155, lines: [0, 1, 2, 3, 4], compared: null });
    expect(lineOf('init-flag')?.compared).toEqual({ spared: [0], added: [] });
  });

  it('has a layout in it that is a layout file, once it has a name of its own', async () => {
    const { layout } = await document('v6.18');
    const path = join(folder, 'mine.json');
    writeFileSync(path, JSON.stringify({ ...layout, name: 'mine' }));
    const again = await document(path);
    expect(again.layout).toEqual({ ...layout, name: 'mine' });
    expect(again.strategies).toEqual((await document('v6.18')).strategies);
  });

  it('reads a file, and says where from', async () => {
    const { layout, origin, notes, skipped } = await document(EXAMPLE);
    expect(origin).toEqual({ kind: 'file', file: EXAMPLE });
    expect({ notes, skipped }).toEqual({ notes: [], skipped: [] });
    expect(layout.name).toBe('v5.16-reordered');
  });

  it('puts the struct elsewhere in its line', async () => {
    const { layout, lines, strategies } = await document('v5.16', '--phase', '0');
    expect([layout.phase, lines[0]?.offset]).toEqual([0, 0]);
    // Of a kernel's struct kvm_vcpu, which has it elsewhere.
    expect(layout.rootMmuOffset).toBeNull();
    expect(strategies[0]?.lines).toEqual([0, 1, 3, 4]);
  });

  it('has a note where nothing is written: that is no mistake here', async () => {
    const path = join(folder, 'unwritten.json');
    const fields = layoutFile().fields.map(({ value: _, ...rest }) => ({
      ...{ ...rest, role: 'untouched' as const },
    }));
    writeFileSync(path, JSON.stringify(layoutFile({ fields })));
    const { notes, strategies } = await document(path);
    expect(notes).toEqual([expect.stringMatching(/^a reset writes nothing of it/)]);
    expect(strategies.every(({ bytes }) => bytes === 0)).toBe(true);
  });
});

describe('layout show', () => {
  it.each(['v5.16', EXAMPLE])('draws %s within 80 columns', async (name) => {
    const { code, stdout, stderr } = await runHere(addLayout, ['layout', 'show', name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Layout v5\.16/);
    expect(stdout.match(/^line \d+: bytes /gm)).toHaveLength(7);
    expect(stdout).toMatch(/^field-by-field +a +155 /m);
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });
});

describe.concurrent('a mistake exits with 2, one line on stderr and nothing on stdout', () => {
  const overlapping = join(folder, 'overlapping.json');
  const { fields } = layoutFile();
  const moved = fields.map((field, index) => (index === 3 ? { ...field, offset: 8 } : field));
  writeFileSync(overlapping, JSON.stringify(layoutFile({ fields: moved })));

  it.each([
    [['show', 'v5.71'], 'unknown layout "v5.71": did you mean v5.17 or v5.16?'],
    [['show', 'absent.json'], 'cannot read absent.json: no such file'],
    [['show', 'package.json'], 'package.json has no schema name: expected a layout'],
    [['show', overlapping], 'fields[3] "direct": bytes 8..8 overlap fields[1] "role", 8..15'],
    [['show', 'v5.16', '--phase', '4'], '--phase must be a multiple of 8, not 4'],
    [['show'], "missing required argument 'layout'"],
    [['shwo', 'v5.16'], "unknown command 'shwo'"],
  ])('layout %j', async (args, message) => {
    const { code, stdout, stderr } = await run(['layout', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});
