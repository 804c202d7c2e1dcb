/** H2 and H3: which lines the patch spares, and what a line costs. */

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/explain/explanation.js';
import { H2 } from '../../../src/explain/hypotheses/h02-misses.js';
import { H3 } from '../../../src/explain/hypotheses/h03-lines.js';
import { find, type Hypothesis } from '../../../src/explain/hypotheses/hypothesis.js';
import { type FakeLabOptions, fakeLab, labRegistry, NOISE } from './support/fake-lab.js';
import { recorded } from './support/recorded.js';
import { LAYOUTS } from './support/structs.js';
import { misses, worldOf } from './support/world.js';

const PER_LINE_NS = 60;
const WORLD = worldOf(misses(PER_LINE_NS));

async function run(hypothesis: Hypothesis, options: FakeLabOptions = {}) {
  const { lab } = fakeLab({ world: WORLD, ...options });
  return recorded(() => find(hypothesis, lab));
}

function measured({ measurements }: Finding, name: RegExp) {
  const found = measurements.filter((each) => name.test(each.name));
  if (found.length !== 1) throw new Error(`${found.length} measurements like ${name}`);
  return found[0]?.nsPerReset;
}

describe('H2 puts into memory', () => {
  const at = (layout: string, phase: number) => ({ setting: { layout, phase } });
  const masksOf = async (options: FakeLabOptions) => {
    const { arms } = await run(H2, options);
    const masks = Object.values(arms).flatMap(({ lines }) => lines ?? []);
    return [...new Set(masks)].map((mask) => mask.toString(2)).sort();
  };

  it('on v5.16 at phase 40 line 0 alone, and the four others', async () => {
    expect(await masksOf(at('v5.16', 40))).toEqual(['1', '11110']);
  });

  it.each([
    ['v5.16', 16],
    ['v5.16', 0],
    ['v5.17', 16],
  ])('on %s at phase %i all lines: the patch spares none', async (layout, phase) => {
    const { result, arms } = await run(H2, at(layout, phase));
    expect(result.notes.join()).toMatch(/spares no line/);
    expect(result.needs).toBeNull();
    expect(Object.keys(arms).join()).not.toMatch(/only the lines that the patch spares/);
    expect(result.resultNsPerCall?.estimate).toBeCloseTo(0, 8);
    expect(result.verdict).toBe('refuted');
  });

  it('line 0 alone at half of the phases, and no other line at any', async () => {
    const spared: [phase: number, mask: string | undefined][] = [];
    for (let phase = 0; phase < 64; phase += 8) {
      const [mask, ...others] = await masksOf(at('v5.16', phase));
      if (others.length > 0) spared.push([phase, mask]);
    }
    expect(spared).toEqual([32, 40, 48, 56].map((phase) => [phase, '1']));
  });

  it('says of line 0 that it also holds what KVM reads anyway', async () => {
    const { result } = await run(H2, at('v5.16', 40));
    expect(result.needs).toMatch(/pointer to the struct/);
  });

  it('nothing but these lines: the saving is one line, the cost of the others is not in it', async () => {
    const { result } = await run(H2);
    expect(result.resultNsPerCall?.estimate).toBeCloseTo((PER_LINE_NS * 400) / 600, 6);
    expect(measured(result, /^cost, dram$/)?.estimate).toBeCloseTo(5 * PER_LINE_NS, 6);
    expect(measured(result, /^cost, .*that the patch spares$/)?.estimate).toBeCloseTo(60, 6);
    expect(measured(result, /^cost, .*touched anyway$/)?.estimate).toBeCloseTo(240, 6);
    expect(measured(result, /^saving, .*touched anyway$/)?.estimate).toBeCloseTo(0, 6);
  });
});

describe('H3', () => {
  it('adds what v5.16 at phase 40 saves and v5.17 at phase 16 does not, wherever the lab is', async () => {
    const { result } = await run(H3, { setting: { layout: 'v5.17', phase: 16 } });
    expect(result.resultNsPerCall?.estimate).toBeCloseTo((PER_LINE_NS * 400) / 600, 6);
    expect(measured(result, /v5\.16@40/)?.estimate).toBeCloseTo(PER_LINE_NS, 6);
    expect(measured(result, /v5\.17@16/)?.estimate).toBeCloseTo(0, 6);
  });

  it.each([0, 7, 60, 250])('finds %i ns for a line more', async (perLine) => {
    const { result } = await run(H3, { world: worldOf(misses(perLine)) });
    expect(measured(result, /one more line/)?.estimate).toBeCloseTo(perLine, 6);
  });

  it('finds it in noise and drift too', async () => {
    const { result } = await run(H3, NOISE);
    const slope = measured(result, /one more line/);
    expect(slope?.low).toBeLessThan(PER_LINE_NS);
    expect(slope?.high).toBeGreaterThan(PER_LINE_NS);
    expect((slope?.high ?? 0) - (slope?.low ?? 0)).toBeLessThan(1);
  });

  it('does not take a layout’s own cost for that of its lines', async () => {
    const dear = worldOf(misses(PER_LINE_NS), ({ layout }) => (layout === 'v6.1' ? 500 : 0));
    const { result } = await run(H3, { world: dear });
    expect(measured(result, /one more line/)?.estimate).toBeCloseTo(PER_LINE_NS, 6);
  });

  it('has cost and saving of every layout at every phase, which are those of its lines', async () => {
    const { result } = await run(H3);
    expect(result.curves.map(({ name }) => name)).toEqual(
      Object.keys(LAYOUTS).flatMap((layout) => [`cost, ${layout}`, `saving, ${layout}`]),
    );
    const [cost, saving] = result.curves;
    expect(cost?.points.map(({ x }) => x)).toEqual([0, 8, 16, 24, 32, 40, 48, 56]);
    // Lines of 64 bytes that v5.16's writes fall on, and those that only the patch leaves alone.
    const lines = [4, 4, 4, 4, 4, 5, 6, 6];
    const spared = [0, 0, 0, 0, 1, 1, 1, 1];
    expect(cost?.points.map(({ nsPerReset }) => Math.round(nsPerReset.estimate / 60))).toEqual(
      lines,
    );
    expect(saving?.points.map(({ nsPerReset }) => Math.round(nsPerReset.estimate / 60))).toEqual(
      spared,
    );
    expect(result.notes.join('\n')).toContain(
      `v5.16: lines that the patch spares at phase 0, 8, ... 56: ${spared.join(', ')}`,
    );
  });

  it('needs both trees of the thread', async () => {
    const registry = labRegistry({ layouts: [LAYOUTS['v5.17']] });
    const { lab } = fakeLab({ registry, world: WORLD });
    await expect(find(H3, lab)).rejects.toThrow(new RangeError('no layout v5.16'));
  });
});
