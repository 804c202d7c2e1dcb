/** Which rounds count, and what a draw of placement and code addresses contributes. */

/** Placement and code addresses are drawn anew every other round (native/core/job.hpp). */
export const ROUNDS_PER_DRAW = 2;

/** Fewer rounds give no interval worth the name. */
export const LEAST_ROUNDS = 12;

export interface UsableRounds {
  /** Indices of the rounds that count, ascending. */
  kept: number[];
  /** Rounds with a disturbance. */
  setAside: number;
  /** Too few without: all are used, and no verdict should be. */
  tooNoisy: boolean;
}

/**
 * The rule, fixed before any sample is seen: a round counts unless the operating system interfered
 * with one of its regions each time it was measured, the hypervisor took time away, or the cache
 * state was not proven.
 */
export function usableRounds(disturbances: ArrayLike<number>): UsableRounds {
  const all = Array.from(disturbances, (_, round) => round);
  const kept = all.filter((round) => disturbances[round] === 0);
  const setAside = all.length - kept.length;
  const tooNoisy = setAside > 0 && kept.length < Math.min(LEAST_ROUNDS, all.length);
  return tooNoisy ? { kept: all, setAside, tooNoisy } : { kept, setAside, tooNoisy };
}

/** The mean of each draw's rounds that count: the independent units of the statistics. */
export function drawMeans(ns: ArrayLike<number>, kept: readonly number[]): Float64Array {
  return Float64Array.from(draws(ns, kept), mean);
}

/** Standard deviations of a one-way random effects model, ns. */
export interface Spread {
  /** Between draws of placement and code addresses. */
  placementSdNs: number;
  /** Between the rounds of a draw. */
  roundSdNs: number;
}

/** From draws with all their rounds; zeros where there are fewer than two of them. */
export function spreadOf(ns: ArrayLike<number>, kept: readonly number[]): Spread {
  const whole = draws(ns, kept).filter((draw) => draw.length === ROUNDS_PER_DRAW);
  if (whole.length < 2) return { placementSdNs: 0, roundSdNs: 0 };
  const within = mean(whole.map(variance));
  const between = variance(whole.map(mean)) - within / ROUNDS_PER_DRAW;
  return { placementSdNs: Math.sqrt(Math.max(0, between)), roundSdNs: Math.sqrt(within) };
}

function draws(ns: ArrayLike<number>, kept: readonly number[]): number[][] {
  const byDraw = new Map<number, number[]>();
  for (const round of kept) {
    const draw = Math.floor(round / ROUNDS_PER_DRAW);
    const values = byDraw.get(draw) ?? [];
    byDraw.set(draw, [...values, ns[round] ?? Number.NaN]);
  }
  return [...byDraw.values()];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Unbiased. */
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
