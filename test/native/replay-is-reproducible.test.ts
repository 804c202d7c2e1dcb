import { expect, it } from 'vitest';
import { guests } from '../workload/guests.js';
import { addon, registry } from './support/addon.js';
import { sequenceOf } from './support/guests.arbitrary.js';

const { guestStates, resets } = sequenceOf([guests['real mode'], guests['64-bit, NX']]);

// Fails while the root tables' addresses are those of memory that every call maps anew.
it('the same resets leave the same bytes, wherever memory happens to be', () => {
  const replay = () => addon.replayBytes('v5.17', registry.baseline, guestStates, resets);
  const expected = replay();
  const kept: ArrayBuffer[] = [];
  for (let attempt = 0; attempt < 40; attempt++) {
    // Takes the place that the call before has given back.
    kept.push(new ArrayBuffer((attempt + 1) * 100_000));
    expect(replay()).toEqual(expected);
  }
});

it('the caller’s arrays are left alone', () => {
  const before = [...guestStates, ...resets];
  addon.replayBytes('v5.17', 'memcpy-mov64', guestStates, resets);
  expect([...guestStates, ...resets]).toEqual(before);
});
