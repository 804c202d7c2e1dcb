/** A process that does nothing but write a file, killed while it does. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { checkWritable } from '../../src/report/write.js';
import { seededRandom } from '../../src/stats/random.js';

const folder = mkdtempSync(join(tmpdir(), 'write-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KILLS = 30;
const LETTERS = 1_000_000;
const WRITE = pathToFileURL(join(packageRoot, 'dist', 'report', 'write.js')).href;
const output = join(folder, 'X.json');

const script = join(folder, 'write.mjs');
writeFileSync(
  script,
  `import { writeText } from ${JSON.stringify(WRITE)};
  console.log('ready');
  for (;;) for (const letter of 'abc') writeText(process.argv[2], letter.repeat(${LETTERS}));`,
);

describe(`${KILLS} kills in the middle of writing`, () => {
  it('leave a whole file each, and halves that the next run removes', async () => {
    const random = seededRandom(30);
    let halves = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, [script, output], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 50 + 100 * random.uniform()));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const text = readFileSync(output, 'utf8');
      expect(text).toBe((text[0] ?? '').repeat(LETTERS));
      halves += readdirSync(folder).filter((name) => name.endsWith('.tmp')).length;
      checkWritable(output);
      expect(readdirSync(folder).sort()).toEqual(['X.json', 'write.mjs']);
    }
    // Else the kills have missed what they are for.
    expect(halves).toBeGreaterThan(0);
    console.info(`${halves} of ${KILLS} kills left a half-written file`);
  }, 300_000);
});
