/** The functions that a reset's pointers lead to. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { GuestMode, MmuPath } from '../../src/host/native-subject.js';
import { layoutNamed } from './support/addon.js';
import { inProgram, runProgram } from './support/lab.js';
import { needs } from './support/needs.js';

describe('the handlers’ addresses are free', () => {
  beforeEach(needs('setarch', 'util-linux'));

  // Without randomization the heap begins right behind a program that is linked to a fixed address,
  // as Node.js often is; with it, up to 1 GiB further on. Small blocks make it grow there.
  it('wherever a small heap may lie', (context) => {
    const blocks = 12_000;
    const { end, stdout, stderr } = runProgram(
      `
      const blocks = Array.from({ length: ${blocks} }, () => Buffer.allocUnsafeSlow(100 << 10));
      start(${inProgram({ reading: 'each', consumer: 'call-plain' })}).then(
        ({ rounds }) => console.log(rounds, blocks.length),
        ({ message }) => console.log(message),
      );`,
      ['setarch', '-R'],
    );
    context.skip(/personality/.test(stderr), 'the system lets nobody turn randomization off');
    expect({ end, stdout, stderr }).toEqual({ end: 0, stdout: `1 ${blocks}\n`, stderr: '' });
  });
});

describe('any member may be named as the pointer to call', () => {
  const places: [MmuPath, GuestMode][] = [
    ['tdp', 'unpaged'],
    ['npt', 'four-level'],
    ['shadow', 'two-level'],
  ];

  it.each(places)('%s, %s: it is called or refused, and nothing crashes', (path, guest) => {
    const { name: layout, phase, fields } = layoutNamed('v5.16');
    const subject = { layout, phase, path, guest, vcpus: 1 };
    const arms = fields.map(({ name: pointer }) =>
      inProgram({ ...subject, reading: 'each', consumer: 'call-plain', pointer }),
    );
    const { end, stderr } = runProgram(`
      (async () => {
        for (const request of [${arms.join()}]) {
          try {
            await start(request);
          } catch (error) {
            if (!/^(pointer|consumer)\\b/.test(error.message)) throw error;
          }
        }
      })();`);
    expect({ end, stderr }).toEqual({ end: 0, stderr: '' });
  });
});
