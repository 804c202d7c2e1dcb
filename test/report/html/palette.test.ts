import { describe, expect, it } from 'vitest';
import { DARK_COLOURS, LIGHT_COLOURS, SERIES_NAMES } from '../../../src/report/html/palette.js';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Linear RGB, 0..1. */
function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times([one, two, three]: Matrix, values: Triple): Triple {
  const dot = (row: Triple) => row[0] * values[0] + row[1] * values[1] + row[2] * values[2];
  return [dot(one), dot(two), dot(three)];
}

/** WCAG 2: 1 for the same, 21 for black on white. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

/** What is seen of linear RGB without one kind of cone (Machado and others 2009). */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no L cones': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no M cones': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** Oklab: equal distances look equally far apart; black and white are 1 apart. */
function perceived(rgb: Triple): Triple {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
}

function distance(one: string, other: string, sight: Matrix): number {
  const seen = (hex: string) => {
    const [red, green, blue] = times(sight, linear(hex));
    const shown = (value: number) => Math.max(0, Math.min(1, value));
    return perceived([shown(red), shown(green), shown(blue)]);
  };
  const [a, b] = [seen(one), seen(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Of text, and of graphics, in WCAG's AA. */
const TEXT = 4.5;
const GRAPHICS = 3;
/** Of 1 between black and white: side by side nobody takes one for the other. */
const TOLD_APART = 0.09;

describe.each([
  ['light', LIGHT_COLOURS],
  ['dark', DARK_COLOURS],
] as const)('the %s page', (_, colours) => {
  it.each([
    ['ink', 'paper'],
    ['faint', 'paper'],
    ['claim', 'paper'],
    ['ink', 'surface'],
    ['faint', 'surface'],
  ] as const)('has text in %s that can be read on %s', (text, ground) => {
    expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(TEXT);
  });

  it.each(SERIES_NAMES)('has graphics in %s that stand out from the paper', (name) => {
    expect(contrast(colours[name], colours.paper)).toBeGreaterThanOrEqual(GRAPHICS);
  });

  it.each(Object.entries(SIGHTS))('tells every series from every other with %s', (_, sight) => {
    SERIES_NAMES.forEach((one, index) => {
      for (const other of SERIES_NAMES.slice(0, index)) {
        const apart = distance(colours[one], colours[other], sight);
        expect(apart, `${one} and ${other}`).toBeGreaterThanOrEqual(TOLD_APART);
      }
    });
  });
});

describe('the measures of this test', () => {
  it('know black from white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    for (const sight of Object.values(SIGHTS)) {
      expect(distance('#000000', '#ffffff', sight)).toBeCloseTo(1, 2);
    }
  });

  it('know red from green, but not without the cones for it', () => {
    const [red, green] = ['#c05000', '#7c7c00'];
    const all = SIGHTS['all cones'];
    const none = SIGHTS['no M cones'];
    if (all === undefined || none === undefined) throw new Error('no such sight');
    expect(distance(red, green, all)).toBeGreaterThan(3 * distance(red, green, none));
  });
});
