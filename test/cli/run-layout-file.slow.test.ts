/** Layouts of files, from the command line to the report: measured, kept, repeated, shown. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { once, run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

vi.setConfig({ testTimeout: 90_000 });
beforeEach(skipWithoutAddon);
const folder = temporaryFolder();

const REORDERED = fileURLToPath(
  new URL('../../examples/layouts/v5.16-reordered.json', import.meta.url),
);
const STRATEGIES = 'field-by-field,init-flag,memcpy-mov64';

/** No struct of KVM: two fields that are written, two lines apart. */
const QUEUE = {
  schema: 'kvm-mmu-bench/layout/1',
  name: 'queue',
  sizeBytes: 192,
  phase: 0,
  fields: [
    { name: 'head', offset: 0, sizeBytes: 8, role: 'role-dependent' },
    { name: 'lock', offset: 64, sizeBytes: 4, role: 'untouched' },
    { name: 'tail', offset: 128, sizeBytes: 8, role: 'constant', value: 7 },
  ],
};

const measured = once(async () => {
  const file = join(folder, 'queue.json');
  const output = join(folder, 'result.json');
  writeFileSync(file, JSON.stringify(QUEUE));
  const args = ['run', '--layout', `v5.16,${REORDERED},${file}`, '--strategy', STRATEGIES];
  const rounds = ['--state', 'hot,dram', '--retirement', 'drained', '--rounds', '200'];
  const ended = await run([...args, ...rounds, '--output', output]);
  expect(ended.code, ended.stderr).toBe(0);
  return { ...ended, output, result: readResult(output) };
});

describe('a run of layouts of files beside a built-in one', () => {
  it('measures each, on lines and bytes of its own', async () => {
    const { result } = await measured();
    const written = result.cells
      .filter(({ state, strategy }) => state === 'dram' && strategy === 'field-by-field')
      .map(({ layout, linesDirtied, bytesWritten }) => [layout, linesDirtied, bytesWritten]);
    expect(written).toEqual([
      ['v5.16', 5, expect.any(Number)],
      ['v5.16-reordered', expect.any(Number), expect.any(Number)],
      ['queue', 2, 16],
    ]);
    expect(result.cells.every(({ distinctFromEmpty }) => distinctFromEmpty)).toBe(true);
    expect(result.lineMaps.map(({ layout }) => layout)).toEqual([
      'v5.16',
      'v5.16-reordered',
      'queue',
    ]);
  });

  it('knows boots of a struct kvm_mmu only', async () => {
    const { result, stdout } = await measured();
    for (const { layout, bootMicroseconds } of result.cells) {
      expect(bootMicroseconds === null, layout).toBe(layout === 'queue');
    }
    const [, table = ''] = stdout.split('Full resets of queue@0');
    const [own = ''] = table.split('± is');
    expect(own).toContain('saving, ns per reset');
    expect(own).not.toContain('µs per boot');
  });

  it('is repeated from its file alone', async () => {
    const { output, result } = await measured();
    writeFileSync(join(folder, 'queue.json'), 'gone');
    const again = join(folder, 'again.json');
    const { code, stderr } = await run(['run', '--replan', output, '--output', again]);
    expect(code, stderr).toBe(0);
    expect(readResult(again).plan).toEqual(result.plan);
  });

  it('is reported, with a chart of ns where there is no boot', async () => {
    const { output } = await measured();
    const page = join(folder, 'page.html');
    const { code, stderr } = await run(['report', output, '--output', page]);
    expect(code, stderr).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('saving, ns per reset');
    expect(html).toContain('queue@0');
  });
});
