import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LLVM_MCA, OBJDUMP, toolVersion } from '../../src/perf/tool.js';
import { run, skipWithoutAddon } from './command.js';

beforeEach(skipWithoutAddon);
beforeEach(({ skip }) => {
  skip(toolVersion(LLVM_MCA) === null, 'llvm-mca is missing: install the Debian package llvm');
  skip(toolVersion(OBJDUMP) === null, 'objdump is missing: install the Debian package binutils');
});

const interval = z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() });
const limitDocument = z.strictObject({
  ...{ tool: z.string(), compiler: z.string(), coreHz: z.number().positive() },
  cpuModel: z.strictObject({ name: z.string(), note: z.string().nullable() }),
  limits: z.array(
    z.strictObject({
      ...{ layout: z.string(), guest: z.string(), strategy: z.string() },
      atBest: z
        .strictObject({
          instructionsPerCall: z.number(),
          microOpsPerCall: z.number(),
          cyclesPerCall: z.number(),
        })
        .nullable(),
      unmodelled: z.string().nullable(),
      measuredCyclesPerCall: interval.nullable(),
      unmeasured: z.string().nullable(),
      ratio: z.number().nullable(),
    }),
  ),
  skipped: z.array(z.strictObject({ strategy: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
});

describe('perf limit', () => {
  it('prints one document: every number there, or a reason', async () => {
    const { code, stdout } = await run([
      ...['perf', 'limit', '--json'],
      ...['--strategy', 'field-by-field,memcpy-rep-movsb'],
    ]);
    expect(code).toBe(0);
    const { limits } = limitDocument.parse(JSON.parse(stdout));
    expect(limits.map(({ strategy }) => strategy)).toEqual(['field-by-field', 'memcpy-rep-movsb']);
    const [stores, copy] = limits;
    expect(stores?.atBest?.cyclesPerCall).toBeGreaterThan(0);
    expect(copy).toMatchObject({ atBest: null, ratio: null });
    for (const { atBest, unmodelled, measuredCyclesPerCall, unmeasured, ratio } of limits) {
      expect([atBest === null, measuredCyclesPerCall === null]).toEqual([
        unmodelled !== null,
        unmeasured !== null,
      ]);
      expect(ratio === null).toBe(atBest === null || measuredCyclesPerCall === null);
    }
  });

  it('refuses to run without llvm-mca, and says how to get it', async () => {
    const { code, stdout, stderr } = await run(['perf', 'limit'], {
      environment: { PATH: '/nonexistent' },
    });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'kvm-mmu-bench: cannot run llvm-mca, which perf limit needs: apt-get install llvm\n',
    });
  });
});
