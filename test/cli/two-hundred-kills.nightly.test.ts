/** Kills at random moments of a run: no file is ever half there. Takes minutes. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { removeLeftovers } from '../../src/report/temporary.js';
import { readPartial } from '../../src/run/resume.js';
import { seededRandom } from '../../src/stats/random.js';
import { run, skipWithoutAddon, start } from './command.js';
import { folderWithResult, ONE_CELL, textOf } from './dying.js';

beforeEach(skipWithoutAddon);

describe('200 kills at random moments', () => {
  const KILLS = 200;
  const LANES = 2;
  const ASKED = [...ONE_CELL, '--budget', '2.5'];

  /** How long one takes that nobody kills, ms, two at a time. */
  async function wholeRunMs(): Promise<number> {
    const startMs = performance.now();
    const runs = Array.from({ length: LANES }, () =>
      run([...ASKED, '--output', folderWithResult().output], { limitSeconds: 60 }),
    );
    await Promise.all(runs);
    return performance.now() - startMs;
  }

  async function lane(number: number, wholeMs: number) {
    const { folder, output, partial, text } = folderWithResult();
    const random = seededRandom(2600 + number);
    const found = { kills: 0, complete: 0, partial: 0, temporary: 0, earlier: 0 };
    const seen = new Set<string>();
    let standing = text;
    let usualMs = wholeMs;
    while (found.kills < KILLS / LANES) {
      const startMs = performance.now();
      const running = start([...ASKED, '--output', output], { limitSeconds: 120 });
      const timer = setTimeout(() => running.child.kill('SIGKILL'), random.uniform() * usualMs);
      const { code, stderr } = await running.ended;
      clearTimeout(timer);
      const isKilled = running.child.signalCode === 'SIGKILL';
      expect(isKilled || code === 0, stderr).toBe(true);
      found.kills += isKilled ? 1 : 0;
      // The machine gets slower and faster meanwhile; kills shall fall all over a run.
      usualMs = isKilled ? usualMs * 1.02 : performance.now() - startMs;
      const now = textOf(output);
      if (now !== standing) {
        expect(readResult(output).complete).toBe(true);
        found.complete += 1;
      }
      standing = now;
      if (existsSync(partial)) {
        const { complete, unfinished } = readPartial(partial);
        expect({ complete, begun: unfinished?.begun.length }).toEqual({
          complete: false,
          begun: 1,
        });
        found.partial += 1;
      }
      const others = readdirSync(folder).filter((name) => !/^X(\.partial)?\.json$/.test(name));
      const temporary = others.filter((name) => /^\.kvm-mmu-bench-.*\.tmp$/.test(name));
      const earlier = others.filter((name) => /^X\.previous(-\d+)?\.partial\.json$/.test(name));
      expect([...temporary, ...earlier].sort()).toEqual(others.sort());
      found.temporary += temporary.length;
      for (const name of earlier.filter((each) => !seen.has(each))) {
        expect(readResult(join(folder, name)).complete).toBe(false);
        seen.add(name);
      }
      found.earlier = seen.size;
    }
    return { folder, found };
  }

  it('leave whole results only, partial ones that can be read, and nothing that stays', async () => {
    const wholeMs = await wholeRunMs();
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, number) => lane(number, wholeMs)),
    );
    for (const { folder, found } of lanes) {
      // Else the kills have missed what they are for.
      expect(found.complete).toBeGreaterThan(0);
      expect(found.partial + found.earlier).toBeGreaterThan(0);
      removeLeftovers(folder);
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    console.info('what was found after them, by lane:', ...lanes.map(({ found }) => found));
  }, 1_200_000);
});
