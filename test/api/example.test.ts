/** The example runs as it stands, by the package's own name. */

import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { runNode } from '../built-package.js';
import { once, skipWithoutAddon } from '../cli/command.js';

const EXAMPLE = join(packageRoot, 'examples', 'compare-strategies.mjs');

beforeEach(skipWithoutAddon);

describe('examples/compare-strategies.mjs', () => {
  const ended = once(() => runNode([EXAMPLE, '0.5']));

  it('prints a row for each layout, state and strategy, with an interval and what it says', async () => {
    const { stdout, stderr } = await ended();
    expect(stderr).toBe('');
    const [head, ...lines] = stdout.split('\n');
    expect(head).toMatch(/^layout +state +strategy +saves, ns per reset$/);
    const rows = lines.slice(0, lines.indexOf(''));
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      expect(row).toMatch(
        /^v5\.1[67]@\d+ +(hot|dram) +[\w-]+( †)? +-?[\d.]+ \[-?[\d.]+, -?[\d.]+\] +(faster|slower|not to be told)$/,
      );
    }
    expect(new Set(rows.map((row) => row.split(/ +/)[2]))).toEqual(
      new Set(['init-flag', 'constant-once', 'memcpy-rep-movsb']),
    );
  });

  it('gives the answer below', async () => {
    expect((await ended()).stdout).toMatch(/^The patch \(init-flag\) saves /m);
  });

  it('ends with 2 and one line after a mistake', async () => {
    await expect(runNode([EXAMPLE, 'soon'])).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'budgetSeconds must be a number from 0.1 to 86400, not "NaN"\n',
    });
  });
});
