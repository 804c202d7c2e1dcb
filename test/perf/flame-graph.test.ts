/** The flame graph: one file, every box where its share says, any name harmless. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, type FlameGraphOptions, flameGraph } from '../../src/perf/flame-graph.js';
import type { Stack } from '../../src/perf/folded-stacks.js';

const OPTIONS: FlameGraphOptions = {
  title: 'a <title> & more',
  notes: ['a note'],
  formatWeight: (weight) => `${weight} ms`,
  label: (name) => name,
  isHighlighted: (name) => name === 'hot',
};

const STACKS: Stack[] = [
  { frames: ['main', 'loop', 'hot'], weight: 60 },
  { frames: ['main', 'loop'], weight: 15 },
  { frames: ['main', 'other'], weight: 25 },
];

interface Box {
  title: string;
  x: number;
  y: number;
  width: number;
  fill: string;
}

function boxesOf(svg: string): Box[] {
  const pattern =
    /<g><title>([^<]*)<\/title><rect class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"[^>]*fill="([^"]+)"/g;
  return [...svg.matchAll(pattern)].map(([, title = '', x, y, width, fill = '']) => ({
    title,
    x: Number(x),
    y: Number(y),
    width: Number(width),
    fill,
  }));
}

function boxNamed(svg: string, name: string): Box {
  const box = boxesOf(svg).find(({ title }) => title.startsWith(`${name}:`));
  if (box === undefined) throw new Error(`no box of ${name}`);
  return box;
}

describe('a flame graph', () => {
  const svg = flameGraph(STACKS, OPTIONS);

  it('gives each function the width of its share and says it on hover', () => {
    const all = boxNamed(svg, 'all');
    expect(boxNamed(svg, 'loop').width / all.width).toBeCloseTo(0.75, 3);
    expect(boxNamed(svg, 'hot').width / all.width).toBeCloseTo(0.6, 3);
    expect(boxNamed(svg, 'hot').title).toBe('hot: 60.0 %, 60 ms');
    expect(boxNamed(svg, 'main').title).toBe('main: 100.0 %, 100 ms');
  });

  it('stands a callee on its caller', () => {
    const [main, loop, hot] = ['main', 'loop', 'hot'].map((name) => boxNamed(svg, name));
    expect(hot?.y).toBeLessThan(loop?.y ?? 0);
    expect(loop?.y).toBeLessThan(main?.y ?? 0);
    expect(hot?.x).toBe(loop?.x);
  });

  it('marks what it is about', () => {
    const others = boxesOf(svg).filter(({ title }) => !title.startsWith('hot:'));
    expect(others.map(({ fill }) => fill)).not.toContain(boxNamed(svg, 'hot').fill);
  });

  it('needs nothing but itself: no script, no link, no font, no picture', () => {
    expect(svg).not.toMatch(/<script|<image|<use|<foreignObject|href|@import|url\(|\son\w+=/);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('has colours for dark surroundings', () => {
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });

  it('tells how many frames are too narrow to be drawn', () => {
    const narrow = [...STACKS, { frames: ['main', 'rare', 'deep'], weight: 0.01 }];
    expect(flameGraph(narrow, OPTIONS)).toContain('Not drawn: 1 frame below 0.05 % each');
    expect(svg).not.toContain('Not drawn');
  });

  it('of no samples is a picture without boxes', () => {
    const empty = flameGraph([], OPTIONS);
    expect(boxesOf(empty)).toEqual([]);
    expect(empty).not.toContain('NaN');
  });

  it('survives stacks deeper than the language recurses', () => {
    const frames = Array.from({ length: 20_000 }, () => 'again');
    expect(boxesOf(flameGraph([{ frames, weight: 1 }], OPTIONS))).toHaveLength(20_001);
  });
});

/** By their height on the paper. */
function rowsOf(boxes: readonly Box[]): Map<number, Box[]> {
  const rows = new Map<number, Box[]>();
  for (const box of boxes) rows.set(box.y, [...(rows.get(box.y) ?? []), box]);
  return rows;
}

/** Lone surrogates and control characters among them. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const stack = fc.record({
  frames: fc.array(fc.constantFrom('a', 'b<c>', 'd & e', 'f"g\''), { minLength: 1, maxLength: 6 }),
  weight: fc.integer({ min: 1, max: 1000 }),
});

describe('any flame graph', () => {
  it('keeps its boxes on the paper and beside each other in every row', () => {
    fc.assert(
      fc.property(fc.array(stack, { minLength: 1, maxLength: 30 }), (stacks) => {
        const svg = flameGraph(stacks, OPTIONS);
        const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
        const rows = rowsOf(boxesOf(svg));
        for (const [y, boxes] of rows) {
          expect(y).toBeLessThan(Number(height));
          const sorted = [...boxes].sort((a, b) => a.x - b.x);
          sorted.forEach((box, index) => {
            const end = sorted[index + 1]?.x ?? Number(width);
            // Positions have two decimals.
            expect(box.x + box.width).toBeLessThanOrEqual(end + 0.02);
          });
        }
      }),
    );
  });

  it('is well-formed whatever functions are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: codeUnit, minLength: 1 }), (name) => {
        const svg = flameGraph([{ frames: [name], weight: 1 }], { ...OPTIONS, title: name });
        const texts = svg
          .replace(/<style>.*<\/style>/s, '')
          .replace(/<\/?[a-z]+( [a-zA-Z-]+="[^"<]*")*\/?>/g, '');
        expect(texts).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        // XML 1.0 has no control characters, not even escaped ones.
        expect([...texts].filter((each) => each < ' ' && !'\t\n\r'.includes(each))).toEqual([]);
      }),
    );
  });

  it('escapes what XML reserves and replaces what it cannot hold', () => {
    expect(escapeXml('a<b> & "c" \'d\'\0\ud800')).toBe(
      'a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;\ufffd\ufffd',
    );
  });
});
