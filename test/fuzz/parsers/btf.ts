/** BTF and ELF: of another kernel, cut, damaged, or made to do harm. */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { structNames } from '../../../src/layout/btf/find.js';
import { openBtf } from '../../../src/layout/btf/open.js';
import { readLayoutFromBtf } from '../../../src/layout/btf.js';
import { layoutDocument, layoutFileSchema } from '../../../src/layout/files/layout-file.js';
import { layoutProblems } from '../../../src/layout/files/layout-file-checks.js';
import { defineParser, type FuzzedParser } from '../parser.js';
import { withFile } from './scratch.js';

const FOLDER = 'test/fixtures/btf';
const BASE = fileURLToPath(new URL(`../../../${FOLDER}/kernel.btf`, import.meta.url));
const FILE = 'kvm.btf';

export const BTF: readonly FuzzedParser[] = [
  defineParser({
    name: 'btf',
    seeds: [
      ...['kvm.btf', 'kvm-big-endian.btf', 'kvm-kind-lengths.btf', 'module.btf'],
      ...['kvm-packed.o', 'kvm-32-big-endian.o', 'module-with-base.ko'],
    ].map((name) => `${FOLDER}/${name}`),
    parse: (bytes) =>
      withFile(FILE, bytes, (file) => {
        structNames(openBtf(file, BASE));
        return readLayoutFromBtf({ file, base: BASE, roleOf: () => null }).layout;
      }),
    check: (layout) => {
      const document = layoutDocument(layout);
      assert.deepEqual(layoutProblems(document), []);
      // What has more bytes than code made at run time can store to is shown, and not written.
      const { success } = layoutFileSchema.safeParse(document);
      assert.ok(success || layout.sizeBytes > 4096 || layout.sizeBytes === 0);
    },
  }),
];
