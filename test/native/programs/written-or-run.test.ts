/** Memory for code made at run time is written, or it is run; never both. */

import { describe, expect, it } from 'vitest';
import { layoutNamed } from '../support/addon.js';
import { runProgram } from '../support/lab.js';
import { programsOfLayout, withRecipe } from './support/programs.js';

/** A request as a program's text, with its arrays. */
function inProgram(rounds: number): string {
  const request = programsOfLayout(layoutNamed('v5.17'), withRecipe, { rounds });
  const { columns, order: _, images, ...rest } = request;
  const plain = columns.map(({ name, steps }) => ({ name, steps: [...steps] }));
  return `({
    ...${JSON.stringify(rest)},
    images: Uint8Array.from(${JSON.stringify([...images])}),
    columns: ${JSON.stringify(plain)}.map(({ name, steps }) => ({ name, steps: Int32Array.from(steps) })),
    order: Uint16Array.from({ length: ${rounds * columns.length} }, (_, i) => i % ${columns.length}),
  })`;
}

/** Looks at all mappings of the process, again and again, while programs are drawn and run. */
const WATCH = `
  const { readFileSync } = require('node:fs');
  const seen = { looks: 0, sealed: 0, both: [] };
  const job = addon.startPrograms(${inProgram(20_000)}, () => {});
  job.samples.then(() => { seen.done = true; });
  (async () => {
    const before = sealed();
    while (!seen.done && seen.looks < 300) {
      const lines = readFileSync('/proc/self/maps', 'utf8').split('\\n');
      seen.both.push(...lines.filter((line) => /^\\S+ .wx/.test(line)));
      seen.sealed = Math.max(seen.sealed, sealed() - before);
      seen.looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    job.cancel();
    await job.samples;
    console.log(JSON.stringify(seen));
  })();
  function sealed() {
    const lines = readFileSync('/proc/self/maps', 'utf8').split('\\n');
    return lines.filter((line) => /^\\S+ r-xp \\S+ \\S+ 0 *$/.test(line)).length;
  }`;

describe('no page of the process may be both written and run', () => {
  it('while placements and code are drawn anew, some hundred times', () => {
    // Without a JIT of its own, whose pages may be both.
    const { end, stdout, stderr } = runProgram(WATCH, ['env', 'NODE_OPTIONS=--jitless']);
    expect(end, stderr).toBe(0);
    const { looks, sealed, both } = JSON.parse(stdout);
    expect(looks).toBeGreaterThan(20);
    expect(both).toEqual([]);
    // The code was there meanwhile, and could be run.
    expect(sealed).toBeGreaterThan(0);
  });
});
