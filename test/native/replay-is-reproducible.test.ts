import { expect, it } from 'vitest';
import { guests } from '../workload/guests.js';
import { addon, registry } from './support/addon.js';
import { sequenceOf } from './support/guests.arbitrary.js';

const sequence = sequenceOf([guests['real mode'], guests['64-bit, NX']]);

// Fails while the root tables' addresses are those of memory that every call maps anew.
it.each(['writes', 'init'] as const)(
  '%s: the same bytes, wherever memory happens to be',
  (scope) => {
    const request = { layout: 'v5.17', strategy: registry.baseline, scope, ...sequence };
    const replay = () => addon.replayBytes(request);
    const expected = replay();
    const kept: ArrayBuffer[] = [];
    for (let attempt = 0; attempt < 40; attempt++) {
      // Takes the place that the call before has given back.
      kept.push(new ArrayBuffer((attempt + 1) * 100_000));
      expect(replay()).toEqual(expected);
    }
  },
);

it('the caller’s arrays are left alone', () => {
  const { guestStates, resets } = sequence;
  const before = [...guestStates, ...resets];
  addon.replayBytes({ layout: 'v5.17', strategy: 'memcpy-mov64', guestStates, resets });
  expect([...guestStates, ...resets]).toEqual(before);
});
