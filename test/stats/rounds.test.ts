import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../src/stats/random.js';
import {
  drawMeans,
  LEAST_ROUNDS,
  ROUNDS_PER_DRAW,
  spreadOf,
  usableRounds,
} from '../../src/stats/rounds.js';
import { gaussian } from './simulate.js';

const everyRound = (rounds: number) => Array.from({ length: rounds }, (_, round) => round);
const flags = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(63)), {
  maxLength: 80,
});

describe('a round counts', () => {
  it('unless something disturbed it, whatever that was', () => {
    const disturbances = new Uint8Array(40);
    disturbances.set([1, 2, 4, 8, 16, 32], 10);
    expect(usableRounds(disturbances)).toEqual({
      kept: everyRound(40).filter((round) => round < 10 || round > 15),
      setAside: 6,
      tooNoisy: false,
    });
  });

  it('all do where nothing happened, however few they are', () => {
    for (const rounds of [0, 1, LEAST_ROUNDS - 1, LEAST_ROUNDS, 500]) {
      const kept = everyRound(rounds);
      expect(usableRounds(new Uint8Array(rounds))).toEqual({ kept, setAside: 0, tooNoisy: false });
    }
  });

  it('also in noise, once too few are left without: then nothing is to be resolved', () => {
    const left = (undisturbed: number) => {
      const disturbances = new Uint8Array(100).fill(1, undisturbed);
      return usableRounds(disturbances);
    };
    expect(left(LEAST_ROUNDS)).toMatchObject({ setAside: 88, tooNoisy: false });
    expect(left(LEAST_ROUNDS - 1)).toEqual({
      kept: everyRound(100),
      setAside: 89,
      tooNoisy: true,
    });
  });

  it('of fewer than that many, if none was disturbed', () => {
    expect(usableRounds(Uint8Array.of(0, 0, 0, 0)).tooNoisy).toBe(false);
    expect(usableRounds(Uint8Array.of(0, 0, 1, 0)).tooNoisy).toBe(true);
  });

  it('or is set aside: nothing is counted twice or lost', () => {
    fc.assert(
      fc.property(flags, (disturbances) => {
        const { kept, setAside, tooNoisy } = usableRounds(disturbances);
        expect(setAside).toBe(disturbances.filter((flag) => flag !== 0).length);
        expect(kept).toHaveLength(disturbances.length - (tooNoisy ? 0 : setAside));
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        if (!tooNoisy) expect(kept.every((round) => disturbances[round] === 0)).toBe(true);
      }),
    );
  });

  it('by a rule that another disturbance can only make stricter', () => {
    fc.assert(
      fc.property(flags, fc.nat(), (disturbances, at) => {
        fc.pre(disturbances.length > 0);
        const worse = disturbances.with(at % disturbances.length, 1);
        const [before, after] = [usableRounds(disturbances), usableRounds(worse)];
        if (before.tooNoisy) expect(after.tooNoisy).toBe(true);
        if (!after.tooNoisy) for (const round of after.kept) expect(before.kept).toContain(round);
      }),
    );
  });
});

describe('a draw of placement', () => {
  it('is one value: the mean of its rounds that count', () => {
    const ns = [10, 20, 30, 50, 7, 9, 1, 3];
    expect([...drawMeans(ns, everyRound(8))]).toEqual([15, 40, 8, 2]);
    expect([...drawMeans(ns, [0, 1, 3, 6])]).toEqual([15, 50, 1]);
    expect([...drawMeans(ns, [])]).toEqual([]);
  });

  it('without its second round, at an odd end, is the first', () => {
    expect([...drawMeans([10, 20, 30], everyRound(3))]).toEqual([15, 30]);
  });

  it('is not known of a round that was never measured', () => {
    expect([...drawMeans([10, 20], [0, 1, 2])]).toEqual([15, Number.NaN]);
  });

  it('has as many rounds as the native code gives it', () => {
    const ns = everyRound(3 * ROUNDS_PER_DRAW);
    expect(drawMeans(ns, ns)).toHaveLength(3);
  });
});

/** Rounds whose draws differ by one standard deviation and which differ within a draw by another. */
function simulated(random: Random, rounds: number, placementSd: number, roundSd: number) {
  const draws = Float64Array.from({ length: rounds / ROUNDS_PER_DRAW }, () => gaussian(random));
  return Float64Array.from(
    { length: rounds },
    (_, round) =>
      100 +
      placementSd * (draws[Math.floor(round / ROUNDS_PER_DRAW)] ?? 0) +
      roundSd * gaussian(random),
  );
}

describe('the spread', () => {
  it.each([
    [5, 2],
    [2, 5],
    [10, 10],
    [0, 3],
    [4, 0],
  ])('is told apart: %d ns between draws, %d ns within', (placementSd, roundSd) => {
    const rounds = 4000;
    const ns = simulated(seededRandom(600), rounds, placementSd, roundSd);
    const spread = spreadOf(ns, everyRound(rounds));
    // Many standard errors of 2,000 draws, of which the small one is drowned by the large one.
    const slack = 0.08 * Math.hypot(placementSd, roundSd);
    expect(Math.abs(spread.roundSdNs - roundSd)).toBeLessThan(slack);
    // A variance of zero is estimated from a difference: its root is coarse.
    const placementSlack = placementSd === 0 ? 0.25 * roundSd : slack;
    expect(Math.abs(spread.placementSdNs - placementSd)).toBeLessThan(placementSlack);
  });

  it('is right on average from few rounds: variances are not biased', () => {
    const random = seededRandom(7);
    const runs = 3000;
    let within = 0;
    for (let run = 0; run < runs; run++) {
      const ns = simulated(random, 24, 3, 2);
      within += spreadOf(ns, everyRound(24)).roundSdNs ** 2;
    }
    expect(within / runs).toBeGreaterThan(4 * 0.95);
    expect(within / runs).toBeLessThan(4 * 1.05);
  });

  it('does not know disturbed rounds, nor the rest of their draws', () => {
    const ns = simulated(seededRandom(3), 200, 4, 1);
    const spoiled = ns.map((value, round) => (round === 21 ? 1e9 : value));
    const kept = everyRound(200).filter((round) => round !== 21);
    const withoutDraw = everyRound(200).filter((round) => round !== 20 && round !== 21);
    expect(spreadOf(spoiled, kept)).toEqual(spreadOf(ns, withoutDraw));
  });

  it('of constant rounds, or of fewer than two whole draws, is nothing', () => {
    const nothing = { placementSdNs: 0, roundSdNs: 0 };
    expect(spreadOf(new Float64Array(20).fill(3), everyRound(20))).toEqual(nothing);
    expect(spreadOf([1, 2, 3], everyRound(3))).toEqual(nothing);
    expect(spreadOf([1, 2, 3, 9], [0, 2, 3])).toEqual(nothing);
    expect(spreadOf([], [])).toEqual(nothing);
  });

  it('moves with the unit and not with the level', () => {
    const ns = simulated(seededRandom(11), 100, 3, 2);
    const { placementSdNs, roundSdNs } = spreadOf(ns, everyRound(100));
    const moved = spreadOf(
      ns.map((value) => 10 * value + 500),
      everyRound(100),
    );
    expect(moved.placementSdNs).toBeCloseTo(10 * placementSdNs, 6);
    expect(moved.roundSdNs).toBeCloseTo(10 * roundSdNs, 6);
  });
});
