/** The standard normal distribution, which JavaScript's Math lacks. */

import { requireProbability } from './checks.js';

const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** Density at z. */
export function normalDensity(z: number): number {
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
}

/**
 * P(Z > z), with a relative error below 1e-12 also far in the upper tail.
 *
 * Near the centre the Taylor series of Marsaglia ("Evaluating the Normal Distribution", J. Stat.
 * Softw. 11, 2004); in the tail the continued fraction of Laplace (Abramowitz & Stegun 26.2.14).
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  return z < 3 ? 0.5 - centralArea(z) : tailArea(z);
}

/** Two-sided p-value of a standard normal statistic. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalUpperTail(Math.abs(z)));
}

/**
 * The z with P(Z <= z) = probability: Abramowitz & Stegun 26.2.23, then Newton steps.
 *
 * @throws RangeError unless 0 < probability < 1
 */
export function normalQuantile(probability: number): number {
  requireProbability(probability, 'probability');
  if (probability < 0.5) return -upperTailQuantile(probability);
  return upperTailQuantile(1 - probability);
}

function upperTailQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 4; step++) z += (normalUpperTail(z) - tail) / normalDensity(z);
  return z;
}

function centralArea(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum * normalDensity(z);
}

function tailArea(z: number): number {
  let fraction = z;
  for (let level = 200; level >= 1; level--) fraction = z + level / fraction;
  return normalDensity(z) / fraction;
}
