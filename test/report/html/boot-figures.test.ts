import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInterval } from '../../../src/format.js';
import { savingRange } from '../../../src/report/html/axis.js';
import { drawSvg } from '../../../src/report/html/chart.js';
import { isCut } from '../../../src/report/html/forest-plot.js';
import { BOOT_FIGURES, bootFigureChart } from '../../../src/report/html/sections/boot-figures.js';
import type { BootResult, CellResult, Result } from '../../../src/report/result.js';
import { fixture, ofBoot } from '../fixtures.js';
import { drawnTexts, expectHarmless, missing, NASTY, rowsOf, shown } from './explained.js';

const full = fixture('full');
const page = shown(BOOT_FIGURES, full);
const [cellsPart = '', bootsPart = ''] = page.split('<h3>Replayed boots</h3>');

/** As the views' buttons name them. */
function buttonsOf(part: string): string[] {
  return [...part.matchAll(/<button type="button">([^<]*)</g)].map(([, name = '']) => name);
}

/** The part of a page that one button shows. */
function viewOf(part: string, name: string): string {
  return (
    part.split('<section data-view').find((view) => view.includes(`aria-label="${name}"`)) ?? ''
  );
}

function cellOf({ cells }: Result, where: Partial<CellResult>): CellResult {
  const found = cells.find((cell) =>
    Object.entries(where).every(([key, value]) => cell[key as keyof CellResult] === value),
  );
  if (found === undefined) throw new Error(`no cell with ${JSON.stringify(where)}`);
  return found;
}

function withBoots(boots: BootResult[]): Result {
  return { ...full, boots };
}

describe('the boot figures', () => {
  it('have a view for each retirement, the likelier one first', () => {
    expect(buttonsOf(cellsPart)).toEqual(['drained', 'overlapped']);
  });

  it('draw every saving with its numbers beside it, and the thread as a line', () => {
    const texts = drawnTexts(viewOf(cellsPart, 'drained'));
    expect(texts).toContain('the thread: 36 µs');
    for (const cell of full.cells) {
      if (cell.retirement !== 'drained' || cell.strategy === 'field-by-field') continue;
      const mark = cell.resolved ? '' : '?';
      expect(texts).toContain(`${formatInterval(ofBoot(cell), cell.resolved)}${mark}`);
    }
  });

  it('have in the table what is drawn: savings by state, with their marks', () => {
    const rows = rowsOf(viewOf(cellsPart, 'drained'));
    const states = ['hot', 'l1-evicted', 'l2-evicted', 'dram', 'remote'];
    expect(rows[0]).toEqual(['strategy', ...states]);
    const savings = states.map((state) => {
      const where = { state, retirement: 'drained', strategy: 'init-flag' };
      const cell = cellOf(full, where);
      const { resolved } = cell;
      return `${formatInterval(ofBoot(cell), resolved)}${resolved ? '' : '?'}`;
    });
    expect(rows).toContainEqual(['init-flag †', ...savings]);
  });

  it('say what all resets cost and what the same code shows, over the same resets', () => {
    const rows = rowsOf(viewOf(cellsPart, 'drained'));
    const { nsPerReset } = cellOf(full, {
      state: 'dram',
      retirement: 'drained',
      strategy: 'field-by-field',
    });
    const whole = rows.find(([name]) => name === 'if resets cost nothing');
    expect(whole?.[4]?.split(' ')[0]).toBe(String(Math.round(nsPerReset.estimate * 0.4)));
    const floor = full.noiseFloor.find(
      ({ state, retirement }) => state === 'dram' && retirement === 'drained',
    );
    const noise = rows.find(([name]) => name === 'noise floor')?.[4] ?? '';
    expect(Number(noise.slice(1))).toBeCloseTo((floor?.nsPerReset ?? 0) * 0.4, 0);
  });

  it('explain the marks that occur, and why one is set', () => {
    expect(page).toContain('† not equivalent: can leave other bytes than field-by-field');
    expect(page).toContain('? not resolved:');
    const missed = shown(BOOT_FIGURES, fixture('state-not-reached'));
    expect(drawnTexts(missed)).toContain('dram!');
    expect(missed).toContain('! dram: state NOT reached: loads took 14.2 ns');
  });

  it('name what a strategy leaves stale', () => {
    const calls = shown(BOOT_FIGURES, fixture('whole-calls'));
    expect(calls).toContain(
      'init-flag: after maxphyaddr: root_mmu.shadow_root_level, 1 byte at 89',
    );
    expect(page).not.toContain('leave stale');
  });

  it('tell whole calls and early returns from stores alone', () => {
    const calls = shown(BOOT_FIGURES, fixture('whole-calls'));
    expect(calls).toContain('All of shadow, init of v5.10, unpaged guest');
    expect(buttonsOf(calls)).toContain('v5.16@40, shadow, init of v5.10, early returns');
  });

  it('say which boot would be needed for what all resets cost', () => {
    const calls = shown(BOOT_FIGURES, fixture('whole-calls'));
    expect(calls).toMatch(/Not shown: what all resets cost: .*thread-600/);
    expect(page).not.toContain('Not shown');
  });
});

describe('the replayed boots', () => {
  it('are figures of their own, with the resets of a boot', () => {
    expect(bootsPart).toContain('400 full and 200 early resets in 400 transitions a boot');
    const rows = rowsOf(bootsPart);
    const boot = full.boots.find(
      ({ strategy, state }) => strategy === 'constant-once' && state === 'dram',
    );
    const saving = boot && formatInterval(boot.savingMicrosecondsPerBoot, boot.resolved);
    expect(rows.find(([name]) => name === 'constant-once')?.[2]).toBe(saving);
  });

  it('measure a boot with more calls by the thread’s saving a call', () => {
    const boots = full.boots.map((boot) => ({ ...boot, fullResets: 1322, earlyResets: 661 }));
    const texts = drawnTexts(shown(BOOT_FIGURES, { ...withBoots(boots), cells: [] }));
    expect(texts).toContain("the thread's 60 ns a call: 119 µs");
    expect(texts).not.toContain('the thread: 36 µs');
  });

  it('say where a recorded guest left the lines', () => {
    const calls = shown(BOOT_FIGURES, fixture('whole-calls'));
    expect(calls).toContain('lines about to be dirtied, before SMM entries: l1 33.7 %');
    expect(buttonsOf(calls)).toContain('pc-virtioblk-grub');
  });

  it('are left out with a reason, as single resets are', () => {
    expect(shown(BOOT_FIGURES, withBoots([]))).toMatch(
      /Not shown: no boots.*<code>kvm-mmu-bench boot/,
    );
    expect(shown(BOOT_FIGURES, { ...full, cells: [] })).toMatch(/Not shown: single resets/);
    expect(missing(BOOT_FIGURES, fixture('no-cells'))).toContain('`kvm-mmu-bench run');
  });
});

describe('the axis of savings', () => {
  const saving = fc
    .tuple(fc.integer({ min: -100_000, max: 6000 }), fc.integer({ min: 0, max: 2000 }))
    .map(([estimate, arm]) => {
      const [low, high] = [estimate - arm, estimate + arm];
      return { estimate: estimate / 100, low: low / 100, high: high / 100 };
    });

  it('has zero, the claim and every gain on it, and losses as far as the gains go', () => {
    fc.assert(
      fc.property(fc.array(saving, { maxLength: 30 }), (savings) => {
        const range = savingRange(savings, 36);
        expect(range.min).toBeLessThanOrEqual(0);
        expect(range.max).toBeGreaterThan(36);
        for (const each of savings) {
          if (each.high > 0) expect(each.high).toBeLessThanOrEqual(range.max + 1e-9);
          if (Math.abs(each.low) <= 36) expect(isCut(each, range)).toBe(false);
          if (isCut(each, range)) expect(each.estimate).toBeLessThan(-36);
        }
        expect(-range.min).toBeLessThanOrEqual(range.max + range.interval);
      }),
    );
  });

  it('cuts off a strategy that loses more than others can gain, whose number stays', () => {
    const loss = { estimate: -230, low: -235, high: -226 };
    const cells = full.cells.map((cell) =>
      cell.strategy === 'memcpy-nontemporal' ? { ...cell, bootMicroseconds: loss } : cell,
    );
    const chart = bootFigureChart({ ...full, cells });
    if (chart === null) throw new Error('the fixture has cells');
    const texts = drawnTexts(drawSvg(chart));
    expect(texts.filter((text) => text === '-230 [-235, -226]')).toHaveLength(5);
    const axis = texts.filter((text) => /^-\d+$/.test(text)).map(Number);
    expect(Math.min(...axis)).toBeGreaterThan(-230);
  });
});

describe('the chart that is seen first', () => {
  it('is of the first layout, drained, and says what stands out', () => {
    const label = bootFigureChart(full)?.label;
    expect(label).toMatch(
      /v5\.16@40, drained.*best of all context-swap, dram: .*an interval reaches the line/,
    );
    expect(bootFigureChart(fixture('no-cells'))).toBeNull();
  });

  it('holds whatever names a file has', () => {
    expectHarmless(shown(BOOT_FIGURES, fixture('hostile')));
    const nasty = <T extends CellResult | BootResult>(row: T): T => ({ ...row, state: NASTY });
    const result = fixture('one-strategy');
    const cells = fixture('state-not-reached').cells.map((cell) => ({
      ...nasty(cell),
      layout: NASTY,
    }));
    expectHarmless(shown(BOOT_FIGURES, { ...result, cells, boots: result.boots.map(nasty) }));
  });

  it('has no strategies to show where only the baseline was measured', () => {
    expect(drawnTexts(shown(BOOT_FIGURES, fixture('one-strategy')))).toContain(
      'if resets cost nothing',
    );
  });
});
