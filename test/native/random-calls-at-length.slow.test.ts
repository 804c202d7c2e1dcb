/** As random-calls-survive.test.ts, with the rest of a hundred thousand calls. */

import { expect, it } from 'vitest';
import { randomCalls } from './support/random-calls/campaign.js';
import { CALLS_IN_ALL, CALLS_IN_EVERY_RUN } from './support/random-calls/counts.js';

it(`the other ${CALLS_IN_ALL - CALLS_IN_EVERY_RUN} calls`, async () => {
  const report = await randomCalls(CALLS_IN_EVERY_RUN, CALLS_IN_ALL - CALLS_IN_EVERY_RUN);
  const made = Object.values(report).reduce(
    (sum, { accepted, refused }) => sum + accepted + refused,
    0,
  );
  expect(made).toBe(CALLS_IN_ALL - CALLS_IN_EVERY_RUN);
}, 300_000);
