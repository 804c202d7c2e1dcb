import { describe, expect, it } from 'vitest';
import { HYPOTHESES } from '../../../src/report/html/sections/hypotheses.js';
import { around, explanation, finding } from '../../fixtures/explanation.js';
import {
  drawnTexts,
  expectHarmless,
  explained,
  missing,
  NASTY,
  rowsOf,
  shown,
} from './explained.js';

function pageOf(...hypotheses: ReturnType<typeof finding>[]): string {
  return shown(HYPOTHESES, explained({ hypotheses }));
}

/** What stands behind the summary of a hypothesis. */
function detailsOf(page: string, name: string): string {
  return (
    page
      .split(`<summary>${name}: what else was measured</summary>`)[1]
      ?.split('\n</details>\n<details><summary>H')[0] ?? ''
  );
}

describe('the section of the hypotheses', () => {
  const page = shown(HYPOTHESES, explained());
  const { hypotheses } = explanation();

  it('has each with its numbers, verdict, sentences and controls', () => {
    expect(rowsOf(page)).toContainEqual([
      'H2 misses',
      '26 [25, 28]',
      '15.6 [14.7, 16.5]',
      'supported',
      'The stores miss the caches, and the reset waits for their lines.\n' +
        'contrast: lines in memory against lines hot, of what the patch saves: one line fewer to fetch',
      '15.6 [14.7, 16.5] µs per boot: more than 3.60 µs, a tenth of the claim\n' +
        'controls passed: same code 0.1 [-0.1, 0.3] ns, a delay of 90.0 ns found as 89.2 [88.8, 89.6] ns',
    ]);
    const names = rowsOf(page)
      .filter((row) => row.length === 6)
      .map(([name]) => name);
    expect(names).toEqual(['hypothesis', ...hypotheses.map(({ id, name }) => `${id} ${name}`)]);
  });

  it('says that controls failed, and nothing of controls where nothing was measured', () => {
    const reasons = new Map(rowsOf(page).map((row) => [row[0], row[5]]));
    expect(reasons.get('H4 store buffer')).toContain('controls FAILED: same code 4 [-10, 18] ns');
    expect(reasons.get('H9 remote')).toBe('needs two CPUs, and this process may run on one only');
  });

  it('shows all that have a number beside the claim, with verdict and interval', () => {
    const texts = drawnTexts(page).join('\n');
    expect(texts).toContain('the thread: 36 µs');
    for (const { id, name, microsecondsPerBoot } of hypotheses) {
      expect(texts.includes(`${id} ${name}`)).toBe(microsecondsPerBoot !== null);
    }
    expect(texts).toContain('19.8 [18.9, 20.7]');
    expect(texts).toContain('unresolved');
    expect(page).toContain('H9 remote is not in the chart: needs two CPUs');
  });

  it('tells those who do not see it which is which', () => {
    expect(page).toContain('supported: H2 misses, H3 lines, H10 tracing; refuted: H1 issue, H5');
    expect(pageOf(finding())).toContain('refuted: none; unresolved: none.');
  });

  it('has everything else behind each, and nothing where there is nothing', () => {
    const details = detailsOf(page, 'H2 misses');
    expect(details).toContain(
      'Needs every reset to meet the line that the patch spares in memory.',
    );
    expect(rowsOf(details)).toContainEqual(['whole reset, lines in memory', '263 [250, 276]']);
    expect(rowsOf(details)).toContainEqual(['4', '263 [250, 276]']);
    expect(drawnTexts(details)).toContain('lines in memory');
    expect(details).toContain('<li>the misses of one reset overlap');
    expect(page).not.toContain('H9 remote: what else was measured');
  });

  it('leaves the curves that have a section to that section', () => {
    const details = detailsOf(page, 'H7 memcpy');
    expect(details).toContain('<a href="#copy-cost">');
    expect(details).not.toContain('<svg');
  });

  it('draws curves over the same x together, and each other kind by itself', () => {
    const curve = (name: string, xs: readonly number[]) => ({
      name,
      xName: 'queued',
      points: xs.map((x) => ({ x, nsPerReset: around(x + 1, 1) })),
    });
    const curves = [curve('cost', [0, 8]), curve('saving', [0, 8]), curve('other', [1, 2, 3])];
    const details = detailsOf(pageOf(finding({ curves })), 'H2 misses');
    expect(details.match(/<svg/g)).toHaveLength(2);
    expect(rowsOf(details)).toContainEqual(['8', '9.0 [8.0, 10.0]', '9.0 [8.0, 10.0]']);
    expect(rowsOf(details)).toContainEqual(['3', '4.0 [3.0, 5.0]']);
  });

  it('has no chart where none could be measured', () => {
    const page = pageOf(finding({ microsecondsPerBoot: null, resultNsPerCall: null, curves: [] }));
    expect(page).not.toContain('<svg');
    expect(rowsOf(page)).toContainEqual(expect.arrayContaining(['H2 misses', 'n/a']));
  });

  it('says how to get them where there are none', () => {
    expect(missing(HYPOTHESES, explained({ hypotheses: [] }))).toContain(
      '`kvm-mmu-bench explain --output FILE`',
    );
  });

  it('bears names of others and the largest numbers', () => {
    const most = Number.MAX_VALUE;
    const huge = { estimate: -most, low: -most, high: most };
    const evil = finding({
      ...{ id: NASTY, name: NASTY, statement: NASTY, contrast: NASTY, reason: NASTY, needs: NASTY },
      resultNsPerCall: huge,
      microsecondsPerBoot: huge,
      controls: {
        negativeNsPerReset: huge,
        injectedNsPerReset: most,
        positiveNsPerReset: huge,
        passed: true,
      },
      measurements: [{ name: NASTY, nsPerReset: huge }],
      curves: [{ name: NASTY, xName: NASTY, points: [{ x: most, nsPerReset: huge }] }],
      notes: [NASTY, ' '],
    });
    expectHarmless(pageOf(evil, finding()));
  });
});
