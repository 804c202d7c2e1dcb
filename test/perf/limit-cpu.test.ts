/** Which CPU model of llvm-mca stands for a host. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuModelFor, parseKnownCpus } from '../../src/perf/limit-cpu.js';

/** Those of LLVM 14 that matter here. */
const KNOWN = [
  ...['btver2', 'znver1', 'znver2', 'znver3', 'skylake', 'skylake-avx512', 'cascadelake'],
  ...['cooperlake', 'icelake-server', 'sapphirerapids', 'goldmont', 'tremont', 'x86-64'],
];

const amd = (family: number, model: number) => ({
  ...{ cpuVendor: 'AuthenticAMD', family, model, stepping: 0 },
});
const intel = (model: number, stepping = 0) => ({
  ...{ cpuVendor: 'GenuineIntel', family: 6, model, stepping },
});

describe('a CPU that llvm-mca knows is modelled as itself', () => {
  it.each([
    ['EPYC 7001', amd(0x17, 0x01), 'znver1'],
    ['EPYC 7002', amd(0x17, 0x31), 'znver2'],
    ['EPYC 7003', amd(0x19, 0x01), 'znver3'],
    ['a first Xeon Scalable', intel(0x55, 4), 'skylake-avx512'],
    ['a second Xeon Scalable', intel(0x55, 7), 'cascadelake'],
    ['a third Xeon Scalable with four sockets', intel(0x55, 11), 'cooperlake'],
    ['a third Xeon Scalable', intel(0x6a, 6), 'icelake-server'],
  ])('%s', (_, host, name) => {
    expect(cpuModelFor(host, KNOWN)).toEqual({ name, note: null });
  });
});

describe('another is modelled as the nearest older one of its vendor, and that is said', () => {
  it.each([
    ['EPYC 9004', amd(0x19, 0x11), 'znver4', 'znver3'],
    ['EPYC 9005', amd(0x1a, 0x02), 'znver5', 'znver3'],
    ['Granite Rapids', intel(0xad), 'graniterapids', 'sapphirerapids'],
    ['Sierra Forest, of the small cores', intel(0xaf), 'sierraforest', 'tremont'],
  ])('%s', (_, host, own, name) => {
    expect(cpuModelFor(host, KNOWN)).toEqual({
      name,
      note: `this llvm-mca has no model of ${own}, the host's: ${name} is older`,
    });
  });

  it('of an unheard-of model the newest is a guess, of a vendor without any no one’s', () => {
    expect(cpuModelFor(amd(0x1b, 0), KNOWN)).toEqual({
      name: 'znver3',
      note: 'no generation is known for AuthenticAMD family 27 model 0: znver3 is the nearest guess',
    });
    const other = { cpuVendor: 'CentaurHauls', family: 7, model: 0x5b, stepping: 0 };
    expect(cpuModelFor(other, KNOWN)).toMatchObject({ name: 'x86-64' });
  });

  it('whatever CPU it is, a name comes out that llvm-mca takes, with a note unless it is its own', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('AuthenticAMD', 'GenuineIntel', 'HygonGenuine', 'other'),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 15 }),
        fc.subarray(KNOWN.slice(0, -1)),
        (cpuVendor, family, model, stepping, some) => {
          const known = [...some, 'x86-64'];
          const { name, note } = cpuModelFor({ cpuVendor, family, model, stepping }, known);
          expect(known).toContain(name);
          if (name === 'x86-64') expect(note).not.toBeNull();
        },
      ),
    );
  });
});

it('the names are read from what -mcpu=help prints, features are not', () => {
  const help = [
    'Available CPUs for this target:',
    '',
    '  x86-64         - Select the x86-64 processor.',
    '  znver3         - Select the znver3 processor.',
    '',
    'Available features for this target:',
    '',
    '  avx2           - Enable AVX2 instructions.',
  ];
  expect(parseKnownCpus(help.join('\n'))).toEqual(['x86-64', 'znver3']);
});
