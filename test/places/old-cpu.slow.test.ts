import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { replayArguments, replayPath } from '../../src/perf/replay.js';
import { skipWithoutAddon } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

const folder = temporaryFolder();
const LIMIT_MS = 60_000;

/** Models of QEMU's, with what strategies ask for and each of them lacks. */
const CPUS = [
  // 2006: neither SSE4 nor anything after it. rdtscp is younger, and measuring needs it.
  { model: 'core2duo,+rdtscp', lacks: ['erms', 'avx2', 'avx512f'] },
  // The usual model of virtual machines that nobody has configured.
  { model: 'qemu64,+rdtscp', lacks: ['erms', 'avx2', 'avx512f'] },
  { model: 'Haswell', lacks: ['avx512f'] },
  // CPUID says that it has AVX2, but no operating system has enabled its registers in XCR0.
  { model: 'qemu64,+rdtscp,+avx,+avx2', lacks: ['erms', 'avx2', 'avx512f'] },
];

beforeEach(skipWithoutAddon);
beforeEach(({ skip }) => {
  const { error } = spawnSync('qemu-x86_64', ['--version']);
  skip(error !== undefined, `${error}: apt-get install qemu-user`);
});

/** An instruction that the model lacks ends it with a signal, as on such a CPU. */
function underQemu(model: string, program: readonly string[]) {
  const { status, signal, stdout, stderr } = spawnSync('qemu-x86_64', ['-cpu', model, ...program], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  // What QEMU cannot emulate of a model is its own matter.
  const said = stderr.replaceAll(/^qemu-x86_64: warning: .*\n/gm, '');
  return { status, signal, stdout, stderr: said };
}

function replay(model: string, strategy: string, state = 'hot') {
  const args = { layout: 'v5.17', strategy, state, resets: 200, tscHz: 2_000_000_000 };
  return underQemu(model, [replayPath(), ...replayArguments(args)]);
}

const strategies = addonPath() === null ? [] : loadAddon().registry().strategies;

describe.each(CPUS)('on $model', ({ model, lacks }) => {
  it.each(strategies)(
    '$name runs if all it needs is there, else is refused by name',
    ({ name, isa }) => {
      const missing = isa.filter((feature) => lacks.includes(feature));
      const { status, signal, stdout, stderr } = replay(model, name);
      expect(signal).toBeNull();
      if (missing.length === 0) {
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(stdout).toMatch(/^v5\.17 .* resets, [\d.]+ ns each/);
      } else {
        expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
        expect(stderr).toBe(
          `kvm-mmu-replay: ${name} needs ${missing.join(', ')}, which this CPU lacks\n`,
        );
      }
    },
    LIMIT_MS,
  );

  it.each(['l1-evicted', 'l2-evicted', 'dram'])(
    'state %s is made without what it lacks',
    (state) => {
      expect(replay(model, 'field-by-field', state)).toMatchObject({ status: 0, stderr: '' });
    },
  );
});

describe.each([
  ['core2duo', 'rdtscp'],
  ['qemu64', 'rdtscp'],
  ['qemu64,+rdtscp,-clflush', 'clflush'],
])('on %s, which lacks what every measurement is made of,', (model, feature) => {
  it(`${feature} is named instead of an illegal instruction`, () => {
    const { status, stdout, stderr } = replay(model, 'field-by-field');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^kvm-mmu-replay: this CPU lacks ${feature}, .*\n$`));
  });
});

it('the model without XCR0 does say that it has AVX2', ({ skip }) => {
  const program = join(folder, 'cpuid');
  writeFileSync(
    `${program}.c`,
    `#include <cpuid.h>
     int main(void) {
       unsigned a, b, c, d;
       __get_cpuid_count(7, 0, &a, &b, &c, &d);
       const int avx2 = b >> 5 & 1;
       __get_cpuid(1, &a, &b, &c, &d);
       return avx2 << 1 | (c >> 27 & 1);
     }`,
  );
  const { error } = spawnSync('gcc', ['-o', program, `${program}.c`]);
  skip(error !== undefined, `${error}: needs gcc`);
  // Bit 1: AVX2. Bit 0: the operating system uses XSAVE.
  expect(underQemu('qemu64,+rdtscp,+avx,+avx2', [program]).status).toBe(0b10);
  expect(underQemu('Haswell', [program]).status).toBe(0b11);
});

it(
  'the addon in Node says the same of every strategy, and calibrates',
  () => {
    const program =
      `const addon = require(${JSON.stringify(addonPath())});` +
      'const { tscHz, features } = addon.inspectHost();' +
      'const left = addon.registry().strategies.filter((each) => each.unavailable !== null);' +
      'console.log(JSON.stringify({ tscHz, features, left: left.map(({ name, unavailable }) => ({ name, unavailable })) }));';
    const output = execFileSync(
      'qemu-x86_64',
      ['-cpu', 'qemu64,+rdtscp', process.execPath, '-e', program],
      { encoding: 'utf8', timeout: LIMIT_MS },
    );
    const { tscHz, features, left } = JSON.parse(output);
    expect(tscHz).toBeGreaterThan(0);
    expect(features).not.toContain('avx2');
    const lacking = strategies.flatMap(({ name, isa }) => {
      const missing = isa.filter((feature) => ['erms', 'avx2', 'avx512f'].includes(feature));
      return missing.length === 0
        ? []
        : [{ name, unavailable: `this CPU lacks ${missing.join(', ')}` }];
    });
    expect(left).toEqual(lacking);
  },
  LIMIT_MS,
);
