/** Programs of any steps leave the bytes that their steps say, whatever registers they need. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Step } from '../../../src/layout/programs/steps.js';
import { addon } from '../support/addon.js';
import { copyKinds, rows } from './support/programs.js';

const BYTES = 1024;

const within = (bytes: number) => fc.integer({ min: 0, max: BYTES - bytes });
const width = fc.constantFrom(1, 2, 4, 8);

const immediate: fc.Arbitrary<Step> = width.chain((bytes) =>
  fc.record({
    kind: fc.constant('store-immediate' as const),
    offset: within(bytes),
    bytes: fc.constant(bytes),
    value: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  }),
);
const value: fc.Arbitrary<Step> = width.chain((bytes) =>
  fc.record({
    kind: fc.constant('store-value' as const),
    offset: within(bytes),
    bytes: fc.constant(bytes),
  }),
);
const copyOf = (kinds: readonly `copy-${string}`[]): fc.Arbitrary<Step> =>
  fc.integer({ min: 1, max: 400 }).chain((bytes) =>
    fc.record({
      kind: fc.constantFrom(...kinds),
      offset: fc.oneof(fc.constant(0), within(bytes)),
      bytes: fc.constant(bytes),
    }),
  );

/** No two bytes in a row are the same, and none of the image is what the value at its place is. */
const values = Uint8Array.from({ length: BYTES }, (_, at) => 1 + ((at * 7) % 250));
const image = values.map((byte) => byte ^ 0xff);
const images = Uint8Array.from([...values, ...image]);

interface Expected {
  bytes: Uint8Array;
  written: Set<number>;
}

function simulate(steps: readonly Step[]): Expected {
  const bytes = new Uint8Array(BYTES);
  const written = new Set<number>();
  for (const step of steps) {
    const { offset } = step;
    const source = step.kind === 'store-value' ? values : image;
    let stored = source.subarray(offset, offset + step.bytes);
    if (step.kind === 'store-immediate') {
      const word = new DataView(new ArrayBuffer(8));
      word.setBigInt64(0, BigInt(step.value), true);
      stored = new Uint8Array(word.buffer, 0, step.bytes);
    }
    bytes.set(stored, offset);
    for (let at = offset; at < offset + step.bytes; at++) written.add(at);
  }
  return { bytes, written };
}

function expectAsSimulated(steps: readonly Step[]): void {
  const probe = addon.probeProgram({ structBytes: BYTES, steps: rows(steps), images });
  const { bytes, written } = simulate(steps);
  expect(Buffer.from(probe.bytes).equals(Buffer.from(bytes)), JSON.stringify(steps)).toBe(true);
  expect([...probe.writtenBytes]).toEqual([...written].sort((a, b) => a - b));
}

it.each(copyKinds)('%s of every size', (kind) => {
  for (let bytes = 1; bytes <= 300; bytes++) {
    for (const offset of [0, 1, 127, 200]) expectAsSimulated([{ kind, offset, bytes }]);
  }
});

it.each(copyKinds)('%s twice, between stores', (kind) => {
  const stores = fc.array(fc.oneof(immediate, value), { maxLength: 3 });
  const copy = copyOf([kind]);
  fc.assert(
    fc.property(stores, copy, stores, copy, stores, (before, one, between, other, after) =>
      expectAsSimulated([...before, one, ...between, other, ...after]),
    ),
    { seed: 1, numRuns: 300 },
  );
});

it('any kinds together, in any order', () => {
  const step = fc.oneof(immediate, value, copyOf(copyKinds));
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), expectAsSimulated), {
    seed: 2,
    numRuns: 2000,
  });
});
