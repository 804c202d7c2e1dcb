import { describe, expect, it } from 'vitest';
import { countResets } from '../../src/workload/expand.js';
import { modelWorkload } from '../../src/workload/models/models.js';
import { findRules } from '../../src/workload/rules.js';
import { loadWorkload } from '../../src/workload/workloads.js';

/** As `calls = full + early`. */
async function counted(workload: string, rules: string): Promise<string> {
  const { transitions } =
    modelWorkload(workload, findRules(rules)) ?? (await loadWorkload(workload, rules));
  const { calls, full, early } = countResets(transitions);
  return `${calls} = ${full} + ${early}`;
}

describe('the counts that the documentation gives', () => {
  it.each([
    ['thread-600', '600 = 400 + 200', '600 = 400 + 200'],
    ['pc-kernel', '9 = 6 + 3', '9 = 6 + 3'],
    ['pc-virtioblk-readloop', '1983 = 1322 + 661', '1983 = 1322 + 661'],
    ['q35-ahcicd-isolinux', '3615 = 2410 + 1205', '3615 = 2410 + 1205'],
    ['q35-ahci-syslinux', '4845 = 3230 + 1615', '4845 = 3230 + 1615'],
    ['pc-virtioblk-grub', '8109 = 5406 + 2703', '8109 = 5406 + 2703'],
    ['q35-ovmf-secboot-kernel', '5435 = 2510 + 2925', '5852 = 2510 + 3342'],
    ['seabios:call32=100,yields=1', '609 = 406 + 203', '609 = 406 + 203'],
    ['seabios:call32=100,guest=two-level', '903 = 602 + 301', '903 = 602 + 301'],
    ['seabios:call32-smm=off', '0 = 0 + 0', '0 = 0 + 0'],
    ['ovmf:smis=100', '1300 = 600 + 700', '1400 = 600 + 800'],
    ['ovmf:smis=100,guest=unpaged', '1000 = 400 + 600', '1100 = 400 + 700'],
    ['guest:mode=pae,nx=off,smis=100', '500 = 400 + 100', '500 = 400 + 100'],
    ['guest:mode=four-level,nx=off,smis=100', '500 = 400 + 100', '600 = 400 + 200'],
    ['nested:entries=100', '200 = 1 + 199', '200 = 1 + 199'],
    ['nested:entries=100,guests=2', '200 = 100 + 100', '200 = 100 + 100'],
  ])('%s: v5.17 %s, v6.1 %s', async (workload, v517, v61) => {
    expect(await counted(workload, 'v5.17')).toBe(v517);
    expect(await counted(workload, 'v6.1')).toBe(v61);
  });
});
