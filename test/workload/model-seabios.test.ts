import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countResets } from '../../src/workload/expand.js';
import { modelWorkload } from '../../src/workload/models/models.js';
import { findRules, listRules, type ResetRules } from '../../src/workload/rules.js';
import type { Transition } from '../../src/workload/types.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { notation } from './guests.js';

const RULES = findRules('v5.17');

function seabios(parameters: string, rules: ResetRules = RULES): Transition[] {
  const workload = modelWorkload(`seabios:${parameters}`, rules);
  if (!workload) throw new Error('seabios is a model');
  return workload.transitions;
}

const counts = (parameters: string, rules?: ResetRules) => countResets(seabios(parameters, rules));

describe('the SeaBIOS model', () => {
  it('makes 1 + 2 x call32 + 2 x yields SMIs of three calls each', () => {
    const number = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(number, fc.nat(300), fc.constantFrom(...listRules()), (call32, yields, rules) => {
        const smis = 1 + 2 * call32 + 2 * yields;
        expect(counts(`call32=${call32},yields=${yields}`, rules)).toEqual({
          entries: smis,
          rsms: smis,
          calls: 3 * smis,
          full: 2 * smis,
          early: smis,
        });
      }),
      { numRuns: 40 },
    );
  });

  it('has the 203 SMIs of a real boot with 100 reads from AHCI, of which one had to wait', () => {
    // Counted there: 611 calls, 408 of them full, with two full ones of the vCPU's creation.
    const creation = 2;
    const { entries, calls, full } = counts('call32=100,yields=1', findRules('v6.1'));
    expect([entries, calls + creation, full + creation]).toEqual([203, 611, 408]);
  });

  it('has 200 SMIs, the 600 calls of the thread, from 100 calls without a yield', async () => {
    const thread = await loadWorkload('thread-600');
    expect(counts('call32=100,relocation=off')).toEqual(thread.counts);
  });

  it.each([
    ['pc-kernel', 1],
    ['pc-virtioblk-readloop', 330],
    ['q35-ahcicd-isolinux', 602],
    ['q35-ahci-syslinux', 807],
    ['pc-virtioblk-grub', 1351],
  ])(
    'makes exactly the resets that the recorded %s makes, from %i calls and yields',
    async (id, sum) => {
      const withoutWork = (transitions: readonly Transition[]) =>
        transitions.map(({ kind, resets }) => ({ kind, resets }));
      const recorded = withoutWork((await loadWorkload(id, RULES.name)).transitions);
      expect(withoutWork(seabios(`call32=1,yields=${sum - 1}`))).toEqual(recorded);
      expect(withoutWork(seabios(`call32=${sum}`))).toEqual(recorded);
    },
  );
});

describe('SMIs of the SeaBIOS model', () => {
  it('go to 32 bit and back in turn, which shows in CR0.PE and in no role', () => {
    const [, ...calls] = seabios('call32=2,yields=1').filter(({ kind }) => kind === 'enter');
    const interrupted = calls.map(({ resets }) => resets[0]?.registers.cr0);
    expect(interrupted).toEqual([0x10, 0x11, 0x10, 0x11, 0x10, 0x11]);
    expect(notation(seabios('call32=1,relocation=off'))).toBe('[F, e][F][F, e][F]');
  });

  it('begin with the one that moves SMBASE, out of 32-bit code and back into it', () => {
    const [enter, rsm] = seabios('call32=0');
    expect(enter?.resets[0]?.registers.cr0).toBe(0x11);
    expect(rsm?.resets.at(-1)?.registers.cr0).toBe(0x11);
    expect(seabios('call32=0,relocation=off')).toEqual([]);
  });

  it('cost more where the caller is vm86 code under paging, whose WP goes with it', () => {
    expect(notation(seabios('call32=1,relocation=off,guest=two-level'))).toBe(
      '[F, F][F, CR0 e][F, e][F, CR4 e, CR0 F]',
    );
  });

  it('are none without CALL32_SMM: it switches CR0.PE, of which KVM makes no reset', () => {
    for (const more of ['', ',relocation=on', ',guest=two-level']) {
      expect(seabios(`call32=100,yields=7,call32-smm=off${more}`)).toEqual([]);
    }
  });
});
