/** Code that an experiment makes when it runs, read from the memory of this process. */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ArmRequest } from '../../src/host/native-lab.js';
import { during } from './support/lab.js';

const PAGE_BYTES = 4096;

const RUNNABLE = /^([0-9a-f]+)-([0-9a-f]+) r-xp \S+ \S+ 0 *$/;

/** Pages of this process that may be run and not written, and come from no file: their addresses. */
function sealedPages(): Set<number> {
  const pages = new Set<number>();
  // While the list is read a mapping may change, and stand in it twice.
  for (const line of readFileSync('/proc/self/maps', 'utf8').split('\n')) {
    const [, begin = '', end = ''] = RUNNABLE.exec(line) ?? [];
    for (let at = Number.parseInt(begin, 16); at < Number.parseInt(end, 16); at += PAGE_BYTES) {
      pages.add(at);
    }
  }
  return pages;
}

/** So much of the code whose first page begins with these bytes. */
function codeFrom(beginning: Buffer, sizeBytes: number): Buffer {
  const memory = openSync('/proc/self/mem', 'r');
  try {
    const read = (at: number, bytes: number) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(memory, buffer, 0, bytes, at));
    };
    const found = [...sealedPages()].filter((at) => read(at, beginning.length).equals(beginning));
    const [only = 0] = found;
    if (found.length !== 1) throw new Error(`${found.length} pages begin so, expected one`);
    return read(only, sizeBytes);
  } finally {
    closeSync(memory);
  }
}

const LINE_BYTES = 64;
const RET = 0xc3;

const bytesOf = (instructions: number, instructionBytes: number) =>
  Math.ceil((instructions * instructionBytes + 1) / LINE_BYTES) * LINE_BYTES;

/**
 * Functions one after the other, each from a line's start: so many instructions of one length, in
 * hexadecimal, then a return. The first has one instruction.
 */
async function madeFor(
  arms: Partial<ArmRequest>[],
  counts: readonly number[],
  first: Buffer,
): Promise<string[][]> {
  const size = first.length;
  const sizeBytes = counts.reduce((sum, count) => sum + bytesOf(count, size), 0);
  const code = await during(arms, () => codeFrom(Buffer.from([...first, RET]), sizeBytes));
  let at = 0;
  return counts.map((count) => {
    const instructions = Array.from({ length: count }, (_, index) =>
      code.subarray(at + index * size, at + (index + 1) * size).toString('hex'),
    );
    expect(code[at + count * size], `after ${count}`).toBe(RET);
    at += bytesOf(count, size);
    return instructions;
  });
}

describe('runs of stores', () => {
  const counts = [1, 8, 31, 32, 33, 0, 64, 1024];

  /** mov %rdi, offset(%rdi) */
  function storeAt(offset: number): Buffer {
    const store = Buffer.from([0x48, 0x89, 0xbf, 0, 0, 0, 0]);
    store.writeUInt32LE(offset, 3);
    return store;
  }

  it('have as many stores of quadwords as were asked for, over four lines and again', async () => {
    const arms = counts.map((stores) => ({ stores, vcpus: 1 }));
    for (const run of await madeFor(arms, counts, storeAt(0))) {
      expect(run).toEqual(run.map((_, index) => storeAt((index * 8) % 256).toString('hex')));
    }
  });
});

describe('delays', () => {
  const counts = [1, 16, 0, 17, 1000, 4096];
  /** add $1, %rax */
  const add = Buffer.from([0x48, 0x83, 0xc0, 0x01]);

  it('are chains of as many additions as cycles were asked for', async () => {
    const arms = counts.map((delayCycles) => ({ delayCycles, vcpus: 1 }));
    for (const chain of await madeFor(arms, counts, add)) {
      expect(chain).toEqual(chain.map(() => add.toString('hex')));
    }
  });
});
