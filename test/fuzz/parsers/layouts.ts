/** Layout files: written by hand, by a search, by another version. */

import assert from 'node:assert/strict';
import { layoutFileText, readLayoutFile } from '../../../src/layout/files/layout-file.js';
import { defineParser, type FuzzedParser } from '../parser.js';
import { withFile } from './scratch.js';

const FILE = 'layout.json';

export const LAYOUTS: readonly FuzzedParser[] = [
  defineParser({
    name: 'layout',
    seeds: ['examples/layouts/v5.16-reordered.json'],
    parse: (bytes) => withFile(FILE, bytes, readLayoutFile),
    check: async (layout) => {
      let end = 0;
      for (const { offset, sizeBytes } of layout.fields) {
        assert.ok(offset >= end, 'fields overlap or are out of order');
        end = offset + sizeBytes;
      }
      assert.ok(end <= layout.sizeBytes, 'a field passes the end');
      const text = layoutFileText(layout);
      const again = await withFile(FILE, text, readLayoutFile);
      assert.equal(layoutFileText(again), text, 'written and read again');
    },
  }),
];
