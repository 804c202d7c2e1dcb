/** Result files: of another version, cut, spoiled by hand or by an editor. */

import assert from 'node:assert/strict';
import { readResult } from '../../../src/report/read.js';
import { serialiseResult } from '../../../src/report/write.js';
import { defineParser, type FuzzedParser } from '../parser.js';
import { withFile } from './scratch.js';

const FILE = 'result.json';

export const RESULTS: readonly FuzzedParser[] = [
  defineParser({
    name: 'result',
    // The larger ones have more of the same.
    seeds: ['no-cells', 'older', 'one-strategy'].map(
      (name) => `test/fixtures/results/${name}.json`,
    ),
    parse: (bytes) => withFile(FILE, bytes, readResult),
    check: async (result) => {
      const text = serialiseResult(result);
      const again = await withFile(FILE, text, readResult);
      assert.equal(serialiseResult(again), text, 'written and read again');
    },
  }),
];
