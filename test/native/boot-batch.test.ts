/** Whole boots without a timer inside, for an outer runner. */

import { describe, expect, it } from 'vitest';
import type { SubjectRequest } from '../../src/host/native-subject.js';
import { encodeWorkload } from '../../src/workload/encode.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { addon, layoutNamed, runnable } from './support/addon.js';
import { subjects, titleOf } from './support/replay.js';
import { batchRequest } from './support/requests.js';

const { guestStates, resets } = encodeWorkload(await loadWorkload('thread-600'));

function batch(strategy: string, boots: number, subject: Partial<SubjectRequest> = {}) {
  return addon.createBatch(batchRequest({ ...subject, strategy, boots, guestStates, resets }));
}

describe('a batch', () => {
  // The control never writes the role, so that resets out of the first state stay full.
  const real = runnable.filter(({ control }) => !control);

  it.each(real)('$name: returns the full resets made, in every run', ({ name }) => {
    const handle = batch(name, 3);
    expect([handle.run(), handle.run()]).toEqual([1200, 1200]);
  });

  it.each(subjects.map((subject) => [titleOf(subject), subject] as const))(
    '%s: the same, by any strategy',
    (_, subject) => {
      const { phase } = layoutNamed(subject.layout);
      for (const { name } of real) {
        expect(batch(name, 1, { ...subject, phase }).run(), name).toBe(400);
      }
    },
  );

  it('times its runs on another thread, once per repeat', () => {
    const ticks = batch('field-by-field', 2).time(5, -1);
    expect(ticks).toBeInstanceOf(Float64Array);
    expect(ticks).toHaveLength(5);
    for (const one of ticks) expect(one).toBeGreaterThan(0);
  });

  it('takes longer for more boots', { retry: 2 }, () => {
    const fastest = (boots: number) => Math.min(...batch('field-by-field', boots).time(20, -1));
    expect(fastest(40) / fastest(4)).toBeGreaterThan(5);
  });

  it('lives on when the request is changed', () => {
    const request = batchRequest({ boots: 2 });
    const handle = addon.createBatch(request);
    const made = handle.run();
    request.resets.fill(0);
    request.guestStates.fill(0);
    expect(handle.run()).toBe(made);
  });

  it('may be many, and forgotten', () => {
    for (let count = 0; count < 50; count++) expect(batch('memcpy-mov64', 1).run()).toBe(400);
  });
});
