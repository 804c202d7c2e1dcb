import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addLayout } from '../../src/cli/commands/layout.js';
import { layoutFileSchema } from '../../src/layout/files/layout-file.js';
import { displayWidth } from '../../src/report/text.js';
import { skipWithoutAddon } from './command.js';
import { runHere } from './in-process.js';

beforeEach(skipWithoutAddon);

const EXAMPLE = 'examples/layouts/v5.16-reordered.json';

const place = z.strictObject({ offset: z.int(), sizeBytes: z.int(), role: z.string() }).nullable();
const written = z.strictObject({ bytes: z.int(), lines: z.array(z.int()) }).nullable();
const diffed = z.strictObject({
  ...{ a: layoutFileSchema, b: layoutFileSchema },
  struct: z.array(z.strictObject({ what: z.string(), a: z.int(), b: z.int() })),
  fields: z.array(
    z.strictObject({ name: z.string(), a: place, b: place, changes: z.array(z.string()) }),
  ),
  strategies: z.array(z.strictObject({ strategy: z.string(), a: written, b: written })),
});

const diff = (...args: string[]) => runHere(addLayout, ['layout', 'diff', ...args]);

async function document(a: string, b: string) {
  const { code, stdout, stderr } = await diff(a, b, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return diffed.parse(JSON.parse(stdout));
}

describe('layout diff --json', () => {
  it('names what moved from v5.16 to v5.17, and why the patch spares no line there', async () => {
    const { struct, fields, strategies } = await document('v5.16', 'v5.17');
    expect(struct).toEqual([
      { what: 'sizeBytes', a: 400, b: 392 },
      { what: 'phase', a: 40, b: 16 },
      { what: 'rootMmuOffset', a: 680, b: 656 },
    ]);
    const removed = fields.filter(({ b }) => b === null).map(({ name }) => name);
    expect(removed).toEqual(['translate_gpa']);
    expect(fields.find(({ name }) => name === 'invlpg')).toMatchObject({
      ...{ a: { offset: 56 }, b: { offset: 48 }, changes: ['moved'] },
    });
    const patch = strategies.find(({ strategy }) => strategy === 'init-flag');
    const base = strategies.find(({ strategy }) => strategy === 'field-by-field');
    expect([base?.a?.lines.length, patch?.a?.lines.length]).toEqual([5, 4]);
    expect([base?.b?.lines.length, patch?.b?.lines.length]).toEqual([4, 4]);
  });

  it('of a file against a built-in layout has the lines that it saves', async () => {
    const { strategies } = await document('v5.16', EXAMPLE);
    expect(strategies[0]).toMatchObject({
      strategy: 'field-by-field',
      a: { lines: [0, 1, 2, 3, 4] },
      b: { lines: [1, 2, 3] },
    });
  });

  it('of a layout against itself is empty', async () => {
    const { struct, fields } = await document(EXAMPLE, EXAMPLE);
    expect({ struct, fields }).toEqual({ struct: [], fields: [] });
  });
});

describe('layout diff', () => {
  it('is text within 80 columns, and ends with 0 whatever it finds', async () => {
    const { code, stdout, stderr } = await diff('v5.16', 'v6.18');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^invlpg +56\+8 +- +removed$/m);
    expect(stdout).toMatch(/^sync_spte +- +40\+8 +added$/m);
    expect(stdout).toMatch(/^field-by-field +155 +5 +0–4 +148 +4 +0–1, 3–4$/m);
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('names the one of both that is wrong', async () => {
    const { code, stdout, stderr } = await diff('v5.16', 'v5.71');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('unknown layout "v5.71"');
  });
});
