import { describe, expect, it } from 'vitest';
import { TIMELINE } from '../../../src/report/html/sections/timeline.js';
import type { BootResult, Result } from '../../../src/report/result.js';
import { fixture } from '../fixtures.js';
import { drawnTexts, expectHarmless, missing, rowsOf, shown } from './explained.js';

/** 400 transitions in parts of 16, the first part slow. */
const TRANSITIONS_PER_PART = 16;
const COSTS: Record<string, number> = { hot: 8.25, dram: 131.5 };

function timed(boot: BootResult, parts = 25): BootResult {
  const base = boot.strategy === 'memcpy-nontemporal' ? 1000 : (COSTS[boot.state] ?? 0);
  const nsPerTransition = Array.from({ length: parts }, (_, part) => (part === 0 ? 2 : 1) * base);
  return { ...boot, timeline: { transitionsPerPart: TRANSITIONS_PER_PART, nsPerTransition } };
}

function withTimelines(overrides: Partial<BootResult> = {}, parts?: number): Result {
  const result = fixture('full');
  return { ...result, boots: result.boots.map((boot) => timed({ ...boot, ...overrides }, parts)) };
}

describe('the timeline of a boot', () => {
  const page = shown(TIMELINE, withTimelines());

  it('has a view for each place and state', () => {
    const buttons = [...page.matchAll(/<button type="button">([^<]*)</g)].map(([, name]) => name);
    expect(buttons).toEqual(['v5.16@40, drained, hot', 'v5.16@40, drained, dram']);
  });

  it('has parts of the boot in the table, the first and the last among them', () => {
    const rows = rowsOf(page);
    expect(rows.filter(([name]) => name === '1 to 16')).toHaveLength(2);
    expect(rows.find(([name]) => name === '1 to 16')?.slice(0, 3)).toEqual([
      '1 to 16',
      '16.5',
      '16.5',
    ]);
    expect(rows.find(([name]) => name === '385 to 400')?.[1]).toBe('8.25');
    expect(rows[0]?.slice(0, 3)).toEqual(['transitions', 'field-by-field', 'init-flag †']);
    expect(rows).toHaveLength(2 * (1 + 16));
    expect(page).toContain('cost, ns per transition, 16 of 25 parts: thread-600');
  });

  it('names each strategy beside its curve with the median of its parts', () => {
    const texts = drawnTexts(page);
    expect(texts.filter((text) => text === '8.25 ns')).toHaveLength(11);
    expect(texts.filter((text) => text === '1000 ns')).toHaveLength(2);
    expect(texts.filter((text) => text === 'init-flag †')).toHaveLength(2);
    expect(page).toContain('† not equivalent');
    expect(page).not.toContain('? not resolved');
  });

  it('does not draw a last part that is too short, and says so', () => {
    const short = shown(TIMELINE, withTimelines({ transitions: 402 }, 26));
    expect(short).toContain(
      'The last part is shorter than half of one, so it is in the table alone.',
    );
    expect(rowsOf(short).map(([name]) => name)).toContain('401 to 402');
    expect(page).not.toContain('The last part is shorter');
  });

  it('draws the only part there is, however short', () => {
    const only = shown(TIMELINE, withTimelines({ transitions: 2 }, 1));
    expect(rowsOf(only).map(([name]) => name)).toContain('1 to 2');
    expect(only).not.toContain('The last part is shorter');
  });

  it('says why there is none', () => {
    expect(missing(TIMELINE, fixture('full'))).toMatch(/kept no timeline.*`kvm-mmu-bench boot/);
    expect(missing(TIMELINE, fixture('no-cells'))).toMatch(/^no boots in the result/);
  });

  it('leaves out the boots that have none', () => {
    const result = withTimelines();
    const [first, ...others] = result.boots;
    if (first === undefined) throw new Error('the fixture has no boots');
    const page = shown(TIMELINE, {
      ...result,
      boots: [first, ...others.map((boot) => ({ ...boot, timeline: null }))],
    });
    expect(rowsOf(page)[0]).toEqual(['transitions', 'field-by-field']);
  });

  it('holds whatever names and numbers a file has', () => {
    const result = fixture('hostile');
    expectHarmless(shown(TIMELINE, { ...result, boots: result.boots.map((boot) => timed(boot)) }));
    const odd = { transitionsPerPart: 0.5, nsPerTransition: [-1e300, 0, 1e300] };
    const boots = result.boots.map((boot) => ({ ...boot, timeline: odd }));
    expectHarmless(shown(TIMELINE, { ...result, boots }));
  });
});
