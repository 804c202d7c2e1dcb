import { describe, expect, it } from 'vitest';
import { listRules } from '../../src/workload/rules.js';
import { loadWorkload } from '../../src/workload/workloads.js';

describe('thread-600', () => {
  it.each(listRules())(
    'makes 600 calls, 400 full and 200 early, by the rules of $name',
    async (rules) => {
      const workload = await loadWorkload('thread-600', rules.name);
      expect(workload.rules).toBe(rules.name);
      expect(workload.counts).toEqual({
        entries: 200,
        rsms: 200,
        calls: 600,
        full: 400,
        early: 200,
      });
    },
  );

  it('is entries and RSMs in turn, with two resets and one', async () => {
    const { transitions } = await loadWorkload('thread-600');
    expect(transitions).toHaveLength(400);
    for (const [index, { kind, resets, work }] of transitions.entries()) {
      expect(kind).toBe(index % 2 === 0 ? 'enter' : 'rsm');
      const kinds = resets.map((reset) => reset.kind).join(' ');
      expect(kinds).toBe(index % 2 === 0 ? 'full early' : 'full');
      expect(work).toBeNull();
    }
  });

  it('never turns paging on', async () => {
    const { transitions } = await loadWorkload('thread-600');
    const registers = transitions.flatMap(({ resets }) => resets.map((reset) => reset.registers));
    expect(registers.every(({ cr0, cr4, efer }) => cr0 < 0x8000_0000 && cr4 + efer === 0)).toBe(
      true,
    );
  });
});
