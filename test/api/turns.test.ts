/** Measurements asked for at the same time are made one after the other. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/api/turns.js';

const NEVER = new AbortController().signal;

/** Work that ends when it is told to. */
function work() {
  const log: string[] = [];
  const ends: Record<string, () => void> = {};
  const begin = (name: string) => () => {
    log.push(`${name} begins`);
    return new Promise<string>((resolve) => {
      ends[name] = () => {
        log.push(`${name} ends`);
        resolve(name);
      };
    });
  };
  return { log, begin, end: (name: string) => ends[name]?.() };
}

/** Everything that is ready to happen has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('turns', () => {
  it('are taken in the order they were asked for, never two at a time', async () => {
    const turns = new Turns();
    const { log, begin, end } = work();
    const results = ['a', 'b', 'c'].map((name) => turns.take(NEVER, begin(name)));
    for (const name of ['a', 'b', 'c']) {
      await settled();
      expect(log.at(-1)).toBe(`${name} begins`);
      end(name);
    }
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('go on after one that failed', async () => {
    const turns = new Turns();
    const failed = turns.take(NEVER, () => Promise.reject(new Error('no luck')));
    const next = turns.take(NEVER, async () => 'luck');
    await expect(failed).rejects.toThrow('no luck');
    expect(await next).toBe('luck');
  });

  it('may be given up while waiting; nobody is let in earlier for it', async () => {
    const turns = new Turns();
    const { log, begin, end } = work();
    const giving = new AbortController();
    const [first, second, third] = [NEVER, giving.signal, NEVER].map((signal, index) =>
      turns.take(signal, begin(`${index + 1}`)),
    );
    await settled();
    giving.abort('no time');
    await expect(second).rejects.toBe('no time');
    await settled();
    expect(log).toEqual(['1 begins']);
    end('1');
    await settled();
    expect(log.at(-1)).toBe('3 begins');
    end('3');
    expect(await Promise.all([first, third])).toEqual(['1', '3']);
  });

  it('are not taken at all by those who gave up before', async () => {
    const { log, begin } = work();
    await expect(new Turns().take(AbortSignal.abort('late'), begin('a'))).rejects.toBe('late');
    expect(log).toEqual([]);
  });

  it('are taken by one at a time whoever fails or gives up, and by all others', async () => {
    const outcomes = fc.array(fc.constantFrom('works', 'fails', 'gives up'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(outcomes, fc.scheduler(), async (each, scheduler) => {
        const turns = new Turns();
        let running = 0;
        const taken = each.map((outcome) => {
          const controller = new AbortController();
          if (outcome === 'gives up') {
            scheduler.schedule(Promise.resolve()).then(() => controller.abort());
          }
          return turns.take(controller.signal, async () => {
            running += 1;
            expect(running).toBe(1);
            await scheduler.schedule(Promise.resolve());
            running -= 1;
            if (outcome === 'fails') throw new Error(outcome);
          });
        });
        const ended = Promise.allSettled(taken);
        await scheduler.waitFor(ended);
        const worked = (await ended).map(({ status }) => status === 'fulfilled');
        for (const [index, outcome] of each.entries()) {
          if (outcome !== 'gives up') expect(worked[index]).toBe(outcome === 'works');
        }
      }),
    );
  });
});
