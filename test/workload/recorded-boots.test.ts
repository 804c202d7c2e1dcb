import { describe, expect, it } from 'vitest';
import { recordedBoots } from '../../src/workload/recorded-boots.js';
import { listRules } from '../../src/workload/rules.js';
import { loadWorkload } from '../../src/workload/workloads.js';

/** SMM entries of the boots that never turn paging on before Linux does, and Linux makes no SMI. */
const SEABIOS: Record<string, number> = {
  'pc-kernel': 3,
  'pc-virtioblk-readloop': 661,
  'q35-ahcicd-isolinux': 1205,
  'q35-ahci-syslinux': 1615,
  'pc-virtioblk-grub': 2703,
};

describe.each(Object.entries(SEABIOS))('the SeaBIOS boot %s', (id, smis) => {
  it.each(listRules())(
    'makes three calls of each of its SMIs, by the rules of $name',
    async (rules) => {
      expect((await loadWorkload(id, rules.name)).counts).toEqual({
        entries: smis,
        rsms: smis,
        calls: 3 * smis,
        full: 2 * smis,
        early: smis,
      });
    },
  );

  it('says how many SMIs it makes', async () => {
    expect((await loadWorkload(id)).description).toContain(`; ${smis} SMIs`);
  });
});

describe('the OVMF boot', () => {
  const id = 'q35-ovmf-secboot-kernel';
  const SMIS = 418;
  /** The first SMI moves SMBASE: 12 = 6 + 6. One of the others lifts write protection once. */
  const LATER = SMIS - 1;

  it('makes 13 = 6 + 7 calls of an SMI by the rules of v5.17', async () => {
    expect((await loadWorkload(id, 'v5.17')).counts).toEqual({
      entries: SMIS,
      rsms: SMIS,
      calls: 12 + 13 * LATER + 2,
      full: 6 * SMIS + 2,
      early: 6 + 7 * LATER,
    });
  });

  it('makes one call more of each by the rules of v6.1, for the LME that the handler sets', async () => {
    expect((await loadWorkload(id, 'v6.1')).counts).toEqual({
      entries: SMIS,
      rsms: SMIS,
      calls: 12 + 14 * LATER + 2,
      full: 6 * SMIS + 2,
      early: 6 + 8 * LATER,
    });
  });

  it('has its resets paged in the interrupted state and unpaged at the end of the entry', async () => {
    for (const { kind, resets } of (await loadWorkload(id)).transitions) {
      if (kind !== 'enter') continue;
      expect(resets[0]?.registers.cr0).toBeGreaterThanOrEqual(0x8000_0000);
      expect(resets[1]?.registers).toMatchObject({ cr4: 0, efer: 0, smm: true });
    }
  });

  it('says how many SMIs it makes', async () => {
    expect((await loadWorkload(id)).description).toContain(`; ${SMIS} SMIs`);
  });
});

describe('the work between the transitions', () => {
  it('is what one event did, not the running total', async () => {
    const works = (await loadWorkload('pc-kernel')).transitions.map(({ work }) => work);
    expect(works.map((work) => work?.instructions)).toEqual([
      437_278, 320, 1_414_322, 381, 2612, 236,
    ]);
    expect(works[1]).toEqual({ instructions: 320, codeLines: 10, dataLines: 27, pages: 7 });
  });

  it('is known for every recorded transition', async () => {
    for (const { id } of recordedBoots()) {
      const { transitions } = await loadWorkload(id);
      expect(transitions.every(({ work }) => work !== null)).toBe(true);
    }
  });
});
