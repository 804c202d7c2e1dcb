import { readdirSync, readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { BTF_FIXTURES, btfFixtures } from './btf-fixtures.js';

it('the files are what the builder makes: else npx tsx test/layout/btf-fixtures.ts', () => {
  const made = btfFixtures();
  expect(readdirSync(BTF_FIXTURES).sort()).toEqual([...made.keys()].sort());
  for (const [name, content] of made) {
    const file = readFileSync(BTF_FIXTURES + name);
    // Another zlib may pack the same bytes otherwise.
    if (name === 'kvm-packed.o') expect(inflated(file)).toEqual(inflated(content));
    else expect(file.equals(content), name).toBe(true);
  }
});

/** Behind the headers of the file and of the section. */
function inflated(file: Buffer): Buffer {
  return inflateSync(file.subarray(64 + 24));
}
