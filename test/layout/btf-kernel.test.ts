/** The running kernel's own BTF, with all that encoders do which no test would think of. */

import { existsSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { findStruct } from '../../src/layout/btf/find.js';
import { flatten } from '../../src/layout/btf/flatten.js';
import { KIND } from '../../src/layout/btf/kinds.js';
import { KERNEL_BTF, openBtf } from '../../src/layout/btf/open.js';
import { TypeSizes } from '../../src/layout/btf/sizes.js';

const EVERY = { isWhole: () => false, wanted: [] };

beforeEach(({ skip }) => {
  skip(!existsSync(KERNEL_BTF), `${KERNEL_BTF} is missing: a kernel with CONFIG_DEBUG_INFO_BTF`);
});

it('has thousands of structs, each of which is read down to its last field', () => {
  const btf = openBtf(KERNEL_BTF, null);
  let structs = 0;
  const wrong: string[] = [];
  for (const struct of btf.ofKind(KIND.struct)) {
    structs += 1;
    const fields = flatten(new TypeSizes(btf), struct, EVERY);
    const used = fields.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const [last] = fields.slice(-1);
    const end = last === undefined ? 0 : last.offset + last.sizeBytes;
    if (used > struct.sizeOrType || end > struct.sizeOrType) wrong.push(struct.name);
  }
  expect(wrong).toEqual([]);
  expect(structs).toBeGreaterThan(1000);
});

it('has lists as everybody knows them', () => {
  const sizes = new TypeSizes(openBtf(KERNEL_BTF, null));
  const list = findStruct(sizes, 'list_head');
  if (list === null) throw new Error('a kernel without lists');
  const { pointerBytes } = sizes;
  expect(flatten(sizes, list.struct, EVERY)).toMatchObject([
    { name: 'next', offset: 0, sizeBytes: pointerBytes, alignment: pointerBytes },
    { name: 'prev', offset: pointerBytes, sizeBytes: pointerBytes },
  ]);
});
