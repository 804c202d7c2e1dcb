/** Programs without BTF: pahole makes it of their DWARF. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addFromBtf } from '../../src/cli/commands/layout/from-btf.js';
import { PAHOLE } from '../../src/layout/pahole.js';
import { toolVersion } from '../../src/perf/tool.js';
import { runHere } from './in-process.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const program = join(folder, 'program');
const SOURCE = `
struct inner { char tag; long value; };
struct connection { int state : 3; int flags : 5; struct inner in; void *peers[4]; };
struct connection all;
int main(void) { return all.state; }
`;

const fromBtf = (...args: string[]) => runHere(addFromBtf, ['from-btf', ...args]);
const { CC: COMPILER = 'gcc', PATH = '' } = process.env;
/** It may come with a launcher: `ccache gcc`. */
const [GCC = '', ...LAUNCHED] = COMPILER.split(/\s+/);

const STARTED = 'kvm-mmu-bench: no BTF in it: pahole makes some of its DWARF\n';

let compiled = false;
beforeAll(() => {
  writeFileSync(`${program}.c`, SOURCE);
  const args = [...LAUNCHED, '-g', '-o', program, `${program}.c`];
  compiled = spawnSync(GCC, args).status === 0;
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a program with DWARF', () => {
  it('is read through pahole', async ({ skip }) => {
    skip(!compiled, `${COMPILER} is missing: apt-get install gcc`);
    skip(toolVersion(PAHOLE) === null, `pahole is missing: apt-get install ${PAHOLE.package}`);
    const { code, stdout, stderr } = await fromBtf(program, '--struct', 'connection');
    expect({ code, stderr }).toEqual({ code: 0, stderr: STARTED });
    const cells = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(stdout).toContain(`read from ${program}`);
    expect(cells.slice(-5)).toEqual([
      ['state|flags', '0', '1', 'untouched', '0'],
      ['in.tag', '8', '1', 'untouched', '0'],
      ['in.value', '16', '8', 'untouched', '0'],
      ['peers', '24', '32', 'untouched', '0'],
      [''],
    ]);
    const unknown = await fromBtf(program, '--struct', 'conection');
    expect(unknown.stderr).toContain(
      `did you mean connection? (kvm-mmu-bench layout from-btf ${program}`,
    );
  });

  it('says what is missing where there is no pahole', async ({ skip }) => {
    skip(!compiled, `${COMPILER} is missing: apt-get install gcc`);
    vi.stubEnv('PATH', folder);
    const { code, stderr } = await fromBtf(program, '--struct', 'connection');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `kvm-mmu-bench: cannot run pahole, which the DWARF of ${program} needs: apt-get install pahole\n`,
    });
  });

  it('says what pahole says where it fails', async ({ skip }) => {
    skip(!compiled, `${COMPILER} is missing: apt-get install gcc`);
    const failing = join(folder, 'pahole');
    writeFileSync(
      failing,
      '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho no luck >&2; exit 1\n',
      {
        mode: 0o755,
      },
    );
    vi.stubEnv('PATH', `${folder}:${PATH}`);
    const { code, stderr } = await fromBtf(program, '--struct', 'connection');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${STARTED}kvm-mmu-bench: pahole can make no BTF of ${program}: "no luck"\n`,
    });
  });
});
